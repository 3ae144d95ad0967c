namespace MuSiCa.Bench;

/// <summary>Everything that a run measured; parts that were not run are missing.</summary>
internal sealed record BenchReport
{
    /// <summary>Scheduler at saturation without exits over the ceiling.</summary>
    public double? SchedulerOverCeiling { get; init; }

    /// <summary>Faces a second with the model's exits over policy <c>fixed</c>.</summary>
    public double? SelectiveOverFixed { get; init; }

    /// <summary>Stages of the model over the mean that those faces ran.</summary>
    public double? SelectivePromise { get; init; }

    /// <summary>The gain over the promise.</summary>
    public double? SelectiveOverPromise { get; init; }

    /// <summary>Mean error with the model's exits over that with all stages.</summary>
    public double? SelectiveErrorOverFixed { get; init; }

    /// <summary>Where those errors come from.</summary>
    public string? SelectiveErrorSource { get; init; }

    /// <summary>The same ratio in the package's calibration.</summary>
    public double? SelectiveErrorPromise { get; init; }

    /// <summary>Load that <c>reform</c> sustains over that of <c>drain</c>, simulated.</summary>
    public double? ReformOverDrainGoodput { get; init; }

    /// <summary>Latency of one face in flight over the offline runner's.</summary>
    public double? SingleLatencyOverRunner { get; init; }

    /// <summary>Photos a second over HTTP over the better peer's.</summary>
    public double? HttpOverPeer { get; init; }

    /// <summary>Why there is no such ratio.</summary>
    public string? HttpOverPeerReason { get; init; }

    /// <summary>Bytes allocated for each face in steady state.</summary>
    public double? BytesPerFace { get; init; }

    /// <summary>The goals and whether they are reached.</summary>
    public required IReadOnlyList<Goal> Goals { get; init; }

    /// <summary>What it was measured on.</summary>
    public required MachineInfo Machine { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>How long it took.</summary>
    public required double Seconds { get; init; }

    /// <summary>Whether it was the short form.</summary>
    public required bool Quick { get; init; }

    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>The faces of all parts but HTTP.</summary>
    public required string Faces { get; init; }

    /// <summary>Part (a).</summary>
    public CeilingResult? Ceiling { get; init; }

    /// <summary>Part (b).</summary>
    public ClosedResult? Closed { get; init; }

    /// <summary>What the exits do to the error.</summary>
    public SelectiveError? Selective { get; init; }

    /// <summary>Milliseconds of the open loads' deadline.</summary>
    public double OpenDeadlineMilliseconds { get; init; } = OpenBench.Deadline;

    /// <summary>Part (c).</summary>
    public IReadOnlyList<OpenPoint>? Open { get; init; }

    /// <summary>The policies in virtual time.</summary>
    public IReadOnlyList<SimulatedDevice>? Simulation { get; init; }

    /// <summary>Ways to decode.</summary>
    public DecodeResult? Decode { get; init; }

    /// <summary>Part (d).</summary>
    public HttpResult? Http { get; init; }

    /// <summary>Photos with their boxes and without.</summary>
    public FindResult? Find { get; init; }

    /// <summary>Packages in 8 bits against those in half precision.</summary>
    public PrecisionResult? Precision { get; init; }

    /// <summary>Faces followed through sequences.</summary>
    public TrackResult? Track { get; init; }

    /// <summary>Streams of frames against single requests.</summary>
    public StreamResult? Stream { get; init; }

    /// <summary>More load than the service can carry.</summary>
    public OverloadResult? Overload { get; init; }

    /// <summary>Attacks on its memory.</summary>
    public MemoryResult? Memory { get; init; }
}
