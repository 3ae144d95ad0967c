namespace MuSiCa.Cli;

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
