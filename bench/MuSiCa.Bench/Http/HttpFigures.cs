namespace MuSiCa.Bench;

/// <summary>What a server gave.</summary>
/// <param name="PhotosPerSecond">Photos answered, a second.</param>
/// <param name="P50">Median latency, milliseconds.</param>
/// <param name="P99">99th percentile, milliseconds.</param>
/// <param name="ProcessorMilliseconds">Processor time that the server took for a photo.</param>
internal sealed record HttpFigures(double PhotosPerSecond, double P50, double P99, double ProcessorMilliseconds)
{
    /// <summary>The medians of several rounds of the same load.</summary>
    public static HttpFigures Median(IReadOnlyCollection<HttpFigures> rounds) => new(
        Figures.Median(rounds.Select(static round => round.PhotosPerSecond)),
        Figures.Median(rounds.Select(static round => round.P50)),
        Figures.Median(rounds.Select(static round => round.P99)),
        Figures.Median(rounds.Select(static round => round.ProcessorMilliseconds)));
}
