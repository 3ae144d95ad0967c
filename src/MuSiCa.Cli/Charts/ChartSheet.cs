namespace MuSiCa.Cli;

/// <summary>Panels side by side under a title and a common legend.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="Subtitle">Of what.</param>
/// <param name="Panels">The panels, left to right; the legend names the series of the first.</param>
internal sealed record ChartSheet(string Title, string Subtitle, IReadOnlyList<ChartPanel> Panels)
{
    private const double Edge = 24;
    private const double AxisRoom = 64;
    private const double PanelWidth = 560;
    private const double PanelHeight = 400;
    private const double Heading = 62;
    private const double LegendRow = 22;
    private const double Footing = 60;
    private const double CharacterWidth = 7.6;

    /// <summary>The sheet as SVG.</summary>
    public string ToSvg()
    {
        double width = Edge + (Panels.Count * (AxisRoom + PanelWidth)) + Edge;
        (string Name, double X, double Y, ChartSeries Series)[] legend = [.. Legend(width)];
        double top = legend[^1].Y + LegendRow;
        var svg = new SvgWriter(width, top + PanelHeight + Footing);
        svg.Rectangle(0, 0, width, top + PanelHeight + Footing, SvgWriter.Paper);
        svg.Text(Edge, 32, Title, 18, ChartColors.Ink, bold: true);
        svg.Text(Edge, 52, Subtitle, 13, ChartColors.Quiet);
        foreach ((string name, double x, double y, ChartSeries series) in legend)
        {
            DrawKey(svg, x, y, series);
            svg.Text(x + 34, y + 4, name, 13, ChartColors.Ink);
        }

        for (int i = 0; i < Panels.Count; i++)
        {
            double left = Edge + AxisRoom + (i * (AxisRoom + PanelWidth));
            new PanelDrawing(svg, Panels[i], $"panel{i}", left, top, PanelWidth - Edge, PanelHeight).Draw();
        }

        return svg.ToString();
    }

    private static void DrawKey(SvgWriter svg, double x, double y, ChartSeries series)
    {
        if (series.Stroke == ChartStroke.Markers)
        {
            svg.Dot(x + 13, y, 5, series.Color);
        }
        else
        {
            svg.Line(x, y, x + 26, y, series.Color, 2.5, series.Stroke == ChartStroke.Dashed);
        }
    }

    private IEnumerable<(string Name, double X, double Y, ChartSeries Series)> Legend(double width)
    {
        double x = Edge;
        double y = Heading + (LegendRow / 2);
        foreach (ChartSeries series in Panels[0].Series)
        {
            double needed = 34 + (series.Name.Length * CharacterWidth) + 20;
            if (x > Edge && x + needed > width - Edge)
            {
                (x, y) = (Edge, y + LegendRow);
            }

            yield return (series.Name, x, y, series);
            x += needed;
        }
    }
}

/// <summary>One pair of axes with what is drawn in it.</summary>
/// <param name="Horizontal">The horizontal axis.</param>
/// <param name="Vertical">The vertical axis.</param>
/// <param name="Series">What is drawn.</param>
/// <param name="Notes">What is written beside points.</param>
internal sealed record ChartPanel(
    ChartAxis Horizontal,
    ChartAxis Vertical,
    IReadOnlyList<ChartSeries> Series,
    IReadOnlyList<ChartNote> Notes);

/// <summary>Points that belong together.</summary>
/// <param name="Name">What the legend calls them.</param>
/// <param name="Color">Colour as #rrggbb.</param>
/// <param name="Stroke">How they are drawn.</param>
/// <param name="Points">The points, in drawing order.</param>
internal sealed record ChartSeries(string Name, string Color, ChartStroke Stroke, IReadOnlyList<(double X, double Y)> Points);

internal enum ChartStroke
{
    Solid,
    Dashed,
    Markers,
}

/// <summary>A word or two beside a point.</summary>
/// <param name="X">Where, in the units of the axis.</param>
/// <param name="Y">Where, in the units of the axis.</param>
/// <param name="Text">The words.</param>
/// <param name="Color">Colour as #rrggbb.</param>
/// <param name="Dot">Whether the point itself is marked.</param>
internal sealed record ChartNote(double X, double Y, string Text, string Color, bool Dot);
