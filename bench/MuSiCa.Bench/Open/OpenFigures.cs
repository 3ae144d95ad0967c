namespace MuSiCa.Bench;

/// <summary>What an open load came to under a policy.</summary>
internal sealed record OpenFigures
{
    /// <summary>How batches were formed.</summary>
    public required string Policy { get; init; }

    /// <summary>Faces that arrived.</summary>
    public required int Arrived { get; init; }

    /// <summary>Faces that found no place, or no face to bring.</summary>
    public required int Refused { get; init; }

    /// <summary>Faces through, a second.</summary>
    public required double FacesPerSecond { get; init; }

    /// <summary>Share of all arrivals that were through within the deadline.</summary>
    public required double WithinDeadline { get; init; }

    /// <summary>Faces a second that were through within the deadline.</summary>
    public required double Goodput { get; init; }

    /// <summary>Milliseconds from the time a face was due to arrive to its outcome.</summary>
    public required Latencies Latency { get; init; }

    /// <summary>Mean number of stages that a face ran.</summary>
    public required double MeanStages { get; init; }

    /// <summary>Mean number of faces in the batches of each stage.</summary>
    public required IReadOnlyList<double> MeanBatch { get; init; }

    /// <summary>The medians of several rounds of the same load.</summary>
    public static OpenFigures Median(IReadOnlyList<OpenFigures> rounds)
    {
        double Middle(Func<OpenFigures, double> figure) => Figures.Median(rounds.Select(figure));
        return new OpenFigures
        {
            Policy = rounds[0].Policy,
            Arrived = (int)Middle(static round => round.Arrived),
            Refused = (int)Middle(static round => round.Refused),
            FacesPerSecond = Middle(static round => round.FacesPerSecond),
            WithinDeadline = Middle(static round => round.WithinDeadline),
            Goodput = Middle(static round => round.Goodput),
            Latency = new Latencies(
                Middle(static round => round.Latency.P50),
                Middle(static round => round.Latency.P95),
                Middle(static round => round.Latency.P99),
                Middle(static round => round.Latency.P999)),
            MeanStages = Middle(static round => round.MeanStages),
            MeanBatch = [.. Enumerable.Range(0, rounds[0].MeanBatch.Count).Select(stage => Middle(round => round.MeanBatch[stage]))],
        };
    }
}
