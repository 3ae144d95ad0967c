namespace MuSiCa.Cli;

/// <summary>Points that belong together.</summary>
/// <param name="Name">What the legend calls them.</param>
/// <param name="Color">Colour as #rrggbb.</param>
/// <param name="Stroke">How they are drawn.</param>
/// <param name="Points">The points, in drawing order.</param>
internal sealed record ChartSeries(string Name, string Color, ChartStroke Stroke, IReadOnlyList<(double X, double Y)> Points);
