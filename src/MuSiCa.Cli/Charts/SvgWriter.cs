using System.Globalization;
using System.Security;
using System.Text;

namespace MuSiCa.Cli;

// The few shapes that charts are made of.
internal sealed class SvgWriter(double width, double height)
{
    public const string Paper = "#ffffff";

    private const string Font = "DejaVu Sans";

    private readonly StringBuilder _body = new();

    public void Rectangle(double x, double y, double width, double height, string fill) =>
        Add($"""<rect x="{x:0.##}" y="{y:0.##}" width="{width:0.##}" height="{height:0.##}" fill="{fill}"/>""");

    public void Line(double x1, double y1, double x2, double y2, string color, double thickness, bool dashed = false) =>
        Add($"""<line x1="{x1:0.##}" y1="{y1:0.##}" x2="{x2:0.##}" y2="{y2:0.##}" {Stroke(color, thickness, dashed)}/>""");

    public void Polyline(IEnumerable<(double X, double Y)> points, string color, double thickness, bool dashed, string clip)
    {
        string list = string.Join(' ', points.Select(point => Invariant($"{point.X:0.##},{point.Y:0.##}")));
        Add($"""<polyline points="{list}" fill="none" clip-path="url(#{clip})" {Stroke(color, thickness, dashed)}/>""");
    }

    public void Dot(double x, double y, double radius, string color) =>
        Add($"""<circle cx="{x:0.##}" cy="{y:0.##}" r="{radius:0.##}" fill="{color}" stroke="{Paper}" stroke-width="1.5"/>""");

    public void Text(double x, double y, string text, double size, string color, string anchor = "start", bool bold = false, double turn = 0)
    {
        string weight = bold ? " font-weight=\"bold\"" : string.Empty;
        string transform = turn == 0 ? string.Empty : Invariant($" transform=\"rotate({turn:0.##} {x:0.##} {y:0.##})\"");
        Words(x, y, text, size, anchor, Invariant($"fill=\"{color}\"{weight}{transform}"));
    }

    // Text with a rim of paper around it, readable on top of lines.
    public void Note(double x, double y, string text, double size, string color, string anchor)
    {
        Words(x, y, text, size, anchor, Invariant($"fill=\"{Paper}\" {Stroke(Paper, 4, dashed: false)}"));
        Words(x, y, text, size, anchor, Invariant($"fill=\"{color}\""));
    }

    public void Clip(string name, double x, double y, double width, double height) =>
        Add($"""<clipPath id="{name}"><rect x="{x:0.##}" y="{y:0.##}" width="{width:0.##}" height="{height:0.##}"/></clipPath>""");

    public override string ToString() => Invariant(
        $"""
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:0.##} {height:0.##}" width="{width:0.##}" height="{height:0.##}"
             font-family="{Font}">
        {_body}</svg>
        """);

    private static string Stroke(string color, double thickness, bool dashed)
    {
        string dashes = dashed ? " stroke-dasharray=\"6 4\"" : string.Empty;
        return Invariant($"stroke=\"{color}\" stroke-width=\"{thickness:0.##}\" stroke-linejoin=\"round\"{dashes}");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void Words(double x, double y, string text, double size, string anchor, string style) => Add(
        $"""<text x="{x:0.##}" y="{y:0.##}" font-size="{size:0.##}" text-anchor="{anchor}" {style}>{SecurityElement.Escape(text)}</text>""");

    private void Add(FormattableString element) => _body.Append(Invariant(element)).Append('\n');
}
