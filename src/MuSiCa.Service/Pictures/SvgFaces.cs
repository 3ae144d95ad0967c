using System.Globalization;
using System.Net;
using System.Text;
using MuSiCa.Drawing;
using MuSiCa.Inference;

namespace MuSiCa.Service.Pictures;

/// <summary>Faces as shapes of an SVG whose user units are pixels of the upright photo. Each landmark says its index and group.</summary>
internal sealed class SvgFaces
{
    private readonly ModelPackage _package;
    private readonly DrawingOptions _options;
    private readonly bool[] _closed;

    public SvgFaces(ModelPackage package, DrawingOptions options)
    {
        (_package, _options) = (package, options);
        _closed = [.. package.Landmarks.Groups.Select(group => GroupOutline.IsClosed(group, package.MeanShape))];
    }

    /// <summary>A face with its landmarks.</summary>
    public string Write(FaceAnswer face)
    {
        var style = FaceStyle.Of(face);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"<g class=\"face\" data-stages=\"{face.Stages}\" data-exit=\"{Word(face.Exit)}\" data-predicted-error=\"{face.PredictedError}\" ")
            .Append(CultureInfo.InvariantCulture, $"data-status=\"{Word(face.Status)}\" fill=\"none\" stroke-width=\"{style.Thickness:0.##}\">\n");
        if (_options.Boxes)
        {
            AppendBox(text, face.Box, style);
            AppendCaption(text, face, style);
        }

        LandmarkAnswer[][] groups = [.. _package.Landmarks.Groups.Select(group => group.Indices.Select(index => face.Landmarks[index]).ToArray())];
        for (int i = 0; _options.Groups && i < groups.Length; i++)
        {
            if (groups[i].Length < GroupOutline.LeastOfALine)
            {
                continue;
            }

            text.Append(CultureInfo.InvariantCulture, $"<{(_closed[i] ? "polygon" : "polyline")} stroke=\"{Hex(FaceStyle.Line)}\" points=\"")
                .AppendJoin(' ', groups[i].Select(static point => string.Create(CultureInfo.InvariantCulture, $"{point.X},{point.Y}")))
                .Append("\"/>\n");
        }

        var placement = new NumberPlacement(groups, _closed);
        double distance = (style.Dot * 1.6) + (style.Digit * 0.75);
        for (int i = 0; i < groups.Length; i++)
        {
            LandmarkGroup group = _package.Landmarks.Groups[i];
            string name = WebUtility.HtmlEncode(group.Name);
            for (int j = 0; j < groups[i].Length; j++)
            {
                (LandmarkAnswer at, int index) = (groups[i][j], group.Indices[j]);
                text.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{at.X}\" cy=\"{at.Y}\" r=\"{style.Dot:0.##}\" fill=\"{Hex(style.Color)}\" ")
                    .Append(CultureInfo.InvariantCulture, $"stroke=\"#000\"><title>{index} {name}</title></circle>\n");
                if (_options.Numbers)
                {
                    LandmarkAnswer centre = placement.Find(i, j, distance);
                    AppendText(text, index.ToString(CultureInfo.InvariantCulture), centre.X, centre.Y, style.Digit * 1.35, "middle");
                }
            }
        }

        return text.Append("</g>\n").ToString();
    }

    /// <summary>The box of a face that has no landmarks.</summary>
    public static string Write(FoundFace face)
    {
        var box = new BoxAnswer(face.Box.X, face.Box.Y, face.Box.Width, face.Box.Height);
        var style = new FaceStyle(face.Box.Side, FaceStyle.Line);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"<g class=\"face\" data-score=\"{face.Score:0.####}\" fill=\"none\" stroke-width=\"{style.Thickness:0.##}\">\n");
        AppendBox(text, box, style);
        return text.Append("</g>\n").ToString();
    }

    private static void AppendBox(StringBuilder text, BoxAnswer box, FaceStyle style) => text.Append(CultureInfo.InvariantCulture,
        $"<rect x=\"{box.X}\" y=\"{box.Y}\" width=\"{box.Width}\" height=\"{box.Height}\" stroke=\"{Hex(style.Color)}\"/>\n");

    private static void AppendCaption(StringBuilder text, FaceAnswer face, FaceStyle style)
    {
        string stages = face.Stages == 1 ? "1 stage" : string.Create(CultureInfo.InvariantCulture, $"{face.Stages} stages");
        string caption = string.Create(CultureInfo.InvariantCulture, $"{stages}, {100 * face.PredictedError:0.0} %");
        string status = face.Status == AlignmentStatus.Accepted ? string.Empty : ", uncertain";
        AppendText(text, caption + status, face.Box.X, face.Box.Y - (style.Digit * 0.9), style.Digit * 1.8, "start");
    }

    private static void AppendText(StringBuilder text, string words, double x, double y, double size, string anchor) => text.Append(
        CultureInfo.InvariantCulture,
        $"<text x=\"{x:0.##}\" y=\"{y:0.##}\" font-size=\"{size:0.##}\" font-family=\"DejaVu Sans, sans-serif\" text-anchor=\"{anchor}\" ")
        .Append(CultureInfo.InvariantCulture, $"dominant-baseline=\"central\" fill=\"#fff\" stroke=\"#000\" stroke-width=\"{size / 6:0.##}\" ")
        .Append(CultureInfo.InvariantCulture, $"paint-order=\"stroke\">{words}</text>\n");

    private static string Hex(Imaging.RgbColor color) => $"#{color.R:x2}{color.G:x2}{color.B:x2}";

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
