namespace MuSiCa.Bench;

/// <summary>Correlations of the looks of a followed face with an earlier frame.</summary>
/// <param name="SamePairs">Pairs of frames of a face in sight, one after the other.</param>
/// <param name="SameBelow">Share of them below each of <see cref="Thresholds"/>.</param>
/// <param name="ApartBelow">Share of the pairs that are <see cref="FramesApart"/> apart.</param>
/// <param name="Cuts">Cuts to another person in the same place.</param>
/// <param name="CutsBelow">Share of these.</param>
/// <param name="CutMedian">Their median correlation.</param>
internal sealed record LikenessFigures(
    int SamePairs,
    IReadOnlyList<double> SameBelow,
    IReadOnlyList<double> ApartBelow,
    int Cuts,
    IReadOnlyList<double> CutsBelow,
    double CutMedian)
{
    /// <summary>As when a stream skips four frames of five.</summary>
    public const int FramesApart = 5;

    /// <summary>Correlations below which a face could be taken for another.</summary>
    public static IReadOnlyList<double> Thresholds { get; } = [0.75, 0.8, 0.85, 0.9, 0.95];

    public static LikenessFigures Of(IReadOnlyList<float> same, IReadOnlyList<float> apart, IReadOnlyList<float> cuts) => new(
        same.Count, Below(same), Below(apart), cuts.Count, Below(cuts), Figures.Median(cuts.Select(static value => (double)value)));

    private static double[] Below(IReadOnlyList<float> values) =>
        [.. Thresholds.Select(threshold => values.Count(value => value < threshold) / (double)values.Count)];
}
