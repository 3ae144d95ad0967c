namespace MuSiCa.Bench;

/// <summary>How long things are measured.</summary>
internal sealed record BenchPlan
{
    /// <summary>The short form: the parts that it runs by default, within five minutes on two processors.</summary>
    public static BenchPlan Quick { get; } = new();

    /// <summary>The long form: the same with more rounds, points and faces.</summary>
    public static BenchPlan Full { get; } = new()
    {
        CeilingRounds = 15,
        CeilingWindow = TimeSpan.FromMilliseconds(150),
        MatchRounds = 15,
        MatchWindow = TimeSpan.FromSeconds(2),
        GridRounds = 5,
        GridWindow = TimeSpan.FromSeconds(2),
        AloneFaces = 3000,
        OpenRounds = 3,
        OpenSeconds = 10,
        OpenRates = [0, 0.3, 0.6, 0.9],
        SimulatedFaces = 200_000,
        DecodeRounds = 15,
        DecodeWindow = TimeSpan.FromSeconds(1),
        HttpRounds = 5,
        FindRounds = 5,
        PrecisionRounds = 7,
        HttpWindow = TimeSpan.FromSeconds(6),
        LargeRounds = 3,
        TrackedFaces = 120,
        StreamRounds = 5,
        StreamWindow = TimeSpan.FromSeconds(4),
        OverloadWindow = TimeSpan.FromSeconds(8),
        MemoryWindow = TimeSpan.FromSeconds(10),
    };

    /// <summary>Rounds over every way, stage and batch size.</summary>
    public int CeilingRounds { get; private init; } = 5;

    /// <summary>How long each of those is measured in a round.</summary>
    public TimeSpan CeilingWindow { get; private init; } = TimeSpan.FromMilliseconds(70);

    /// <summary>Rounds in which the ceiling and the scheduler take turns.</summary>
    public int MatchRounds { get; private init; } = 5;

    /// <summary>How long each is measured in such a round.</summary>
    public TimeSpan MatchWindow { get; private init; } = TimeSpan.FromMilliseconds(700);

    /// <summary>Rounds over every policy and number of callers.</summary>
    public int GridRounds { get; private init; } = 2;

    /// <summary>How long each of those is measured in a round.</summary>
    public TimeSpan GridWindow { get; private init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>How long each runs before it is measured.</summary>
    public TimeSpan WarmUp { get; private init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>Faces that go one by one, in turn through the scheduler and the offline runner.</summary>
    public int AloneFaces { get; private init; } = 300;

    /// <summary>Rounds over the open loads.</summary>
    public int OpenRounds { get; private init; } = 1;

    /// <summary>Seconds of arrivals for each open load.</summary>
    public double OpenSeconds { get; private init; } = 1.2;

    /// <summary>Synthetic exit rates of the open loads.</summary>
    public IReadOnlyList<double> OpenRates { get; private init; } = [0, 0.6];

    /// <summary>Faces of a simulated load.</summary>
    public int SimulatedFaces { get; private init; } = 60_000;

    /// <summary>Rounds in which the decoders take turns.</summary>
    public int DecodeRounds { get; private init; } = 3;

    /// <summary>How long each decodes photos of one kind in a round.</summary>
    public TimeSpan DecodeWindow { get; private init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>Rounds in which the servers take turns with small photos.</summary>
    public int HttpRounds { get; private init; } = 3;

    /// <summary>How long each server is measured in a round.</summary>
    public TimeSpan HttpWindow { get; private init; } = TimeSpan.FromSeconds(1.2);

    /// <summary>Rounds in which photos with boxes and without take turns.</summary>
    public int FindRounds { get; private init; } = 2;

    /// <summary>Rounds in which half precision and 8 bits take turns.</summary>
    public int PrecisionRounds { get; private init; } = 4;

    /// <summary>Rounds in which the servers take turns with large photos.</summary>
    public int LargeRounds { get; private init; } = 1;

    /// <summary>Labelled faces that are followed through sequences, at the most.</summary>
    public int TrackedFaces { get; private init; } = 24;

    /// <summary>Rounds in which streams and single requests take turns.</summary>
    public int StreamRounds { get; private init; } = 3;

    /// <summary>How long each is measured in a round.</summary>
    public TimeSpan StreamWindow { get; private init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long each load of a mix is measured.</summary>
    public TimeSpan OverloadWindow { get; private init; } = TimeSpan.FromSeconds(2.6);

    /// <summary>How long each hostile mix goes on, and how long the service then idles.</summary>
    public TimeSpan MemoryWindow { get; private init; } = TimeSpan.FromSeconds(3);
}
