namespace MuSiCa.Bench;

/// <summary>Correlations of the looks of a followed face with an earlier frame.</summary>
/// <param name="SamePairs">Pairs of frames of a face in sight.</param>
/// <param name="SameLeast">The least correlation of one frame with the next.</param>
/// <param name="ApartLeast">The least of frames that are <see cref="FramesApart"/> apart.</param>
/// <param name="Cuts">Cuts to another person in the same place.</param>
/// <param name="CutQuantiles">The correlations that 10, 25, 50, 75, 90 and 100 % of these do not exceed.</param>
/// <param name="CutsNoticed">Share of them below each threshold of <see cref="Thresholds"/>.</param>
internal sealed record LikenessFigures(
    int SamePairs, double SameLeast, double ApartLeast, int Cuts, IReadOnlyList<double> CutQuantiles, IReadOnlyList<double> CutsNoticed)
{
    /// <summary>As when a stream skips four frames of five.</summary>
    public const int FramesApart = 5;

    /// <summary>Correlations below which a face could be taken for another.</summary>
    public static IReadOnlyList<double> Thresholds { get; } = [0.8, 0.85, 0.9, 0.925, 0.95];

    public static LikenessFigures Of(IEnumerable<float> same, IEnumerable<float> apart, IEnumerable<float> cuts)
    {
        double[] one = [.. same.Select(static value => (double)value)];
        double[] other = [.. cuts.Select(static value => (double)value).Order()];
        return new LikenessFigures(
            one.Length,
            one.Min(),
            apart.Min(),
            other.Length,
            [.. new[] { 0.1, 0.25, 0.5, 0.75, 0.9, 1 }.Select(share => Figures.Percentile(other, share))],
            [.. Thresholds.Select(threshold => other.Count(value => value < threshold) / (double)other.Length)]);
    }
}
