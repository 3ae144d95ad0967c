namespace MuSiCa.Bench;

/// <summary>Bars of some groups.</summary>
/// <param name="Title">What the bars show, with the unit.</param>
/// <param name="Groups">Name of each group and a value for each series; NaN where there is none.</param>
internal sealed record BarPanel(string Title, IReadOnlyList<(string Name, double[] Values)> Groups);
