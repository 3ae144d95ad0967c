namespace MuSiCa.Bench;

/// <summary>What one load came to.</summary>
internal sealed record LoadFigures
{
    /// <summary>Faces through, a second.</summary>
    public required double FacesPerSecond { get; init; }

    /// <summary>Milliseconds from a face's start to its outcome.</summary>
    public required Latencies Latency { get; init; }

    /// <summary>Mean number of stages that a face ran.</summary>
    public required double MeanStages { get; init; }

    /// <summary>Mean number of faces in the batches of each stage.</summary>
    public required IReadOnlyList<double> MeanBatch { get; init; }

    /// <summary>Share of the computed rows that were nobody's.</summary>
    public required double PaddingShare { get; init; }

    /// <summary>Bytes that the whole process allocated for each face.</summary>
    public required double BytesPerFace { get; init; }

    /// <summary>Processor time that the whole process took for each face.</summary>
    public required double ProcessorMilliseconds { get; init; }

    /// <summary>The medians of several rounds of the same load.</summary>
    public static LoadFigures Median(IReadOnlyCollection<LoadFigures> rounds)
    {
        double Middle(Func<LoadFigures, double> figure) => Figures.Median(rounds.Select(figure));
        return new LoadFigures
        {
            FacesPerSecond = Middle(static round => round.FacesPerSecond),
            Latency = new Latencies(
                Middle(static round => round.Latency.P50),
                Middle(static round => round.Latency.P95),
                Middle(static round => round.Latency.P99),
                Middle(static round => round.Latency.P999)),
            MeanStages = Middle(static round => round.MeanStages),
            MeanBatch = [.. Enumerable.Range(0, rounds.First().MeanBatch.Count).Select(stage => Middle(round => round.MeanBatch[stage]))],
            PaddingShare = Middle(static round => round.PaddingShare),
            BytesPerFace = Middle(static round => round.BytesPerFace),
            ProcessorMilliseconds = Middle(static round => round.ProcessorMilliseconds),
        };
    }
}
