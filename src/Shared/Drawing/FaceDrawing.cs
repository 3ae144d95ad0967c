using MuSiCa.Imaging;
using MuSiCa.Inference;

namespace MuSiCa.Drawing;

/// <summary>Draws faces on the pixels of their photo.</summary>
/// <param name="canvas">The pixels.</param>
/// <param name="package">The model that the landmarks are of.</param>
/// <param name="mapping">Where a pixel of the canvas is in the upright photo.</param>
/// <param name="options">What is drawn.</param>
internal sealed class FaceDrawing(Canvas canvas, ModelPackage package, PixelMapping mapping, DrawingOptions options)
{
    private const double LeastThickness = 1;
    private const double LeastDot = 1.2;
    private const double LeastDigit = 6;
    private const double StrokesPerDigit = 7;

    /// <summary>Draws a face.</summary>
    public void Draw(FaceAnswer face)
    {
        var style = FaceStyle.Of(face);
        double thickness = Math.Max(LeastThickness, style.Thickness / mapping.ScaleX);
        if (options.Boxes)
        {
            DrawBox(face.Box, thickness, style.Color);
        }

        LandmarkAnswer[][] groups = [.. package.Landmarks.Groups.Select(group => group.Indices.Select(index => face.Landmarks[index]).ToArray())];
        bool[] closed = [.. package.Landmarks.Groups.Select(group => GroupOutline.IsClosed(group, package.MeanShape))];
        for (int i = 0; options.Groups && i < groups.Length; i++)
        {
            if (groups[i].Length >= GroupOutline.LeastOfALine)
            {
                canvas.DrawPolyline([.. groups[i].Select(Place)], thickness, FaceStyle.Line, closed[i]);
            }
        }

        foreach (LandmarkAnswer point in face.Landmarks)
        {
            (double x, double y) = Place(point);
            canvas.DrawDot(x, y, Math.Max(LeastDot, style.Dot / mapping.ScaleX), style.Color);
        }

        if (options.Numbers)
        {
            DrawNumbers(groups, closed, style);
        }
    }

    /// <summary>Draws the box of a face that has no landmarks.</summary>
    public void DrawBox(BoxAnswer box)
    {
        var style = new FaceStyle(Math.Max(box.Width, box.Height), FaceStyle.Line);
        DrawBox(box, Math.Max(LeastThickness, style.Thickness / mapping.ScaleX), style.Color);
    }

    private void DrawBox(BoxAnswer box, double thickness, RgbColor color)
    {
        (double x, double y) = Place(new LandmarkAnswer(box.X, box.Y));
        canvas.DrawBox(x, y, box.Width / mapping.ScaleX, box.Height / mapping.ScaleY, thickness, color);
    }

    private void DrawNumbers(LandmarkAnswer[][] groups, bool[] closed, FaceStyle style)
    {
        double height = Math.Max(LeastDigit, style.Digit / mapping.ScaleX);
        double distance = (style.Dot * 1.6) + (height * mapping.ScaleX * 0.75);
        var placement = new NumberPlacement(groups, closed);
        for (int group = 0; group < groups.Length; group++)
        {
            for (int i = 0; i < groups[group].Length; i++)
            {
                (double x, double y) = Place(placement.Find(group, i, distance));
                canvas.DrawNumber(
                    package.Landmarks.Groups[group].Indices[i], x, y, height, Math.Max(LeastThickness, height / StrokesPerDigit), RgbColor.White);
            }
        }
    }

    private (double X, double Y) Place(LandmarkAnswer point) =>
        ((point.X - mapping.OffsetX) / mapping.ScaleX, (point.Y - mapping.OffsetY) / mapping.ScaleY);
}

/// <summary>What a picture shows of each face besides its landmarks.</summary>
/// <param name="Boxes">Its box.</param>
/// <param name="Groups">Lines that join the landmarks of each group, such as the jaw.</param>
/// <param name="Numbers">The index of each landmark.</param>
internal sealed record DrawingOptions(bool Boxes = true, bool Groups = true, bool Numbers = false);
