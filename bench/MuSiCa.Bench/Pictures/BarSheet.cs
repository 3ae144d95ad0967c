using System.Globalization;
using MuSiCa.Cli;

namespace MuSiCa.Bench;

/// <summary>Panels of bars side by side under a title and a common legend.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="Subtitle">Of what.</param>
/// <param name="Series">Name and colour of each series.</param>
/// <param name="Panels">The panels, left to right.</param>
/// <param name="IsStacked">Whether the series of a group lie on each other instead of beside each other.</param>
internal sealed record BarSheet(
    string Title,
    string Subtitle,
    IReadOnlyList<(string Name, string Color)> Series,
    IReadOnlyList<BarPanel> Panels,
    bool IsStacked = false)
{
    private const double Edge = 24;
    private const double AxisRoom = 64;
    private const double PanelWidth = 560;
    private const double PanelHeight = 360;
    private const double Heading = 70;
    private const double LegendRow = 22;
    private const double CharacterWidth = 7.6;
    private const double Footing = 48;
    private const double GroupShare = 0.82;

    /// <summary>The sheet as SVG.</summary>
    public string ToSvg()
    {
        double width = Edge + (Panels.Count * (AxisRoom + PanelWidth)) + Edge;
        (double X, double Y)[] keys = [.. Legend(width)];
        double top = keys[^1].Y + LegendRow;
        var svg = new SvgWriter(width, top + PanelHeight + Footing);
        svg.Rectangle(0, 0, width, top + PanelHeight + Footing, SvgWriter.Paper);
        svg.Text(Edge, 32, Title, 18, ChartColors.Ink, bold: true);
        svg.Text(Edge, 52, Subtitle, 13, ChartColors.Quiet);
        for (int i = 0; i < Series.Count; i++)
        {
            svg.Rectangle(keys[i].X, keys[i].Y - 6, 14, 12, Series[i].Color);
            svg.Text(keys[i].X + 20, keys[i].Y + 4, Series[i].Name, 13, ChartColors.Ink);
        }

        for (int i = 0; i < Panels.Count; i++)
        {
            Draw(svg, Panels[i], Edge + AxisRoom + (i * (AxisRoom + PanelWidth)), top);
        }

        return svg.ToString();
    }

    private IEnumerable<(double X, double Y)> Legend(double width)
    {
        double x = Edge;
        double y = Heading + 4;
        foreach ((string name, _) in Series)
        {
            double needed = 40 + (name.Length * CharacterWidth);
            if (x > Edge && x + needed > width - Edge)
            {
                (x, y) = (Edge, y + LegendRow);
            }

            yield return (x, y);
            x += needed;
        }
    }

    private void Draw(SvgWriter svg, BarPanel panel, double left, double top)
    {
        double width = PanelWidth - Edge;
        double highest = panel.Groups.Max(group =>
            IsStacked ? group.Values.Sum() : group.Values.Where(double.IsFinite).DefaultIfEmpty().Max());
        var axis = new ChartAxis(panel.Title, 0, Math.Max(highest * 1.08, 1e-9));
        double Y(double value) => top + (PanelHeight * (1 - (value / axis.High)));
        foreach (double tick in axis.Ticks())
        {
            svg.Line(left, Y(tick), left + width, Y(tick), ChartColors.Grid, 1);
            svg.Text(left - 8, Y(tick) + 4, axis.Format(tick), 12, ChartColors.Quiet, "end");
        }

        double step = width / panel.Groups.Count;
        for (int i = 0; i < panel.Groups.Count; i++)
        {
            (string name, double[] values) = panel.Groups[i];
            double middle = left + ((i + 0.5) * step);
            svg.Text(middle, top + PanelHeight + 20, name, 12, ChartColors.Quiet, "middle");
            if (IsStacked)
            {
                DrawStack(svg, values, middle, step * 0.5, Y);
            }
            else
            {
                DrawBeside(svg, values, middle, step * GroupShare, Y);
            }
        }

        svg.Line(left, top + PanelHeight, left + width, top + PanelHeight, ChartColors.Axis, 1.5);
        svg.Text(left - 48, top + (PanelHeight / 2), panel.Title, 13, ChartColors.Ink, "middle", turn: -90);
    }

    private void DrawBeside(SvgWriter svg, double[] values, double middle, double width, Func<double, double> y)
    {
        double each = width / values.Length;
        for (int i = 0; i < values.Length; i++)
        {
            if (double.IsFinite(values[i]))
            {
                double x = middle - (width / 2) + (i * each);
                svg.Rectangle(x, y(values[i]), each * 0.92, y(0) - y(values[i]), Series[i].Color);
                svg.Text(x + (each * 0.46), y(values[i]) - 4, Label(values[i]), 10, ChartColors.Ink, "middle");
            }
        }
    }

    private void DrawStack(SvgWriter svg, double[] values, double middle, double width, Func<double, double> y)
    {
        double below = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double value = Math.Max(0, values[i]);
            svg.Rectangle(middle - (width / 2), y(below + value), width, y(below) - y(below + value), Series[i].Color);
            below += value;
        }

        svg.Text(middle, y(below) - 5, Label(below), 12, ChartColors.Ink, "middle");
    }

    private static string Label(double value) => value.ToString(value < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
