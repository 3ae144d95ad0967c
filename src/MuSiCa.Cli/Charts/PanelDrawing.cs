namespace MuSiCa.Cli;

// Draws one panel into a rectangle of the sheet.
internal sealed class PanelDrawing(SvgWriter svg, ChartPanel panel, string clip, double left, double top, double width, double height)
{
    private const double TickSize = 12;
    private const double TitleSize = 13;
    private const double NoteSize = 12;
    private const double LineHeight = 15;

    public void Draw()
    {
        svg.Clip(clip, left, top - 1, width, height + 2);
        DrawGrid();
        foreach (ChartSeries series in panel.Series)
        {
            DrawSeries(series);
        }

        DrawNotes();
    }

    private void DrawGrid()
    {
        foreach (double tick in panel.Vertical.Ticks())
        {
            svg.Line(left, Y(tick), left + width, Y(tick), ChartColors.Grid, 1);
            svg.Text(left - 8, Y(tick) + 4, panel.Vertical.Format(tick), TickSize, ChartColors.Quiet, "end");
        }

        foreach (double tick in panel.Horizontal.Ticks())
        {
            svg.Line(X(tick), top, X(tick), top + height, ChartColors.Grid, 1);
            svg.Text(X(tick), top + height + 20, panel.Horizontal.Format(tick), TickSize, ChartColors.Quiet, "middle");
        }

        svg.Line(left, top + height, left + width, top + height, ChartColors.Axis, 1.5);
        svg.Line(left, top, left, top + height, ChartColors.Axis, 1.5);
        svg.Text(left + (width / 2), top + height + 44, panel.Horizontal.Title, TitleSize, ChartColors.Ink, "middle");
        svg.Text(left - 48, top + (height / 2), panel.Vertical.Title, TitleSize, ChartColors.Ink, "middle", turn: -90);
    }

    private void DrawSeries(ChartSeries series)
    {
        if (series.Stroke == ChartStroke.Markers)
        {
            foreach ((double x, double y) in series.Points)
            {
                svg.Dot(X(x), Y(y), 5, series.Color);
            }

            return;
        }

        svg.Polyline(
            series.Points.Select(point => (X(point.X), Y(point.Y))),
            series.Color,
            2.2,
            series.Stroke == ChartStroke.Dashed,
            clip);
    }

    // Notes that would lie on each other move apart downwards; those in the right half read towards the middle.
    private void DrawNotes()
    {
        var taken = new List<(double X, double Y)>();
        foreach (ChartNote note in panel.Notes.OrderBy(note => Y(note.Y)))
        {
            (double x, double y) = (X(note.X), Y(note.Y));
            if (note.Dot)
            {
                svg.Dot(x, y, 5, note.Color);
            }

            double baseline = y - 9;
            while (taken.Any(other => Math.Abs(other.X - x) < width / 4 && Math.Abs(other.Y - baseline) < LineHeight))
            {
                baseline += LineHeight;
            }

            taken.Add((x, baseline));
            bool right = x > left + (0.6 * width);
            svg.Note(x + (right ? -9 : 9), baseline, note.Text, NoteSize, note.Color, right ? "end" : "start");
        }
    }

    private double X(double value) =>
        left + (width * (value - panel.Horizontal.Low) / (panel.Horizontal.High - panel.Horizontal.Low));

    private double Y(double value) =>
        top + (height * (panel.Vertical.High - value) / (panel.Vertical.High - panel.Vertical.Low));
}
