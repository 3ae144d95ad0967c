namespace MuSiCa.Client;

/// <summary>Which faces of a photo are aligned, and when they may leave the cascade. What is not set is up to the service.</summary>
public sealed record LocateOptions
{
    /// <summary>Where the faces are, in pixels of the upright image. Without any they are found.</summary>
    public IReadOnlyList<Box> Boxes { get; init; } = [];

    /// <summary>Longer side of the smallest faces to find, in pixels.</summary>
    public float? MinFace { get; init; }

    /// <summary>How many to find at most, the largest.</summary>
    public int? MaxFaces { get; init; }

    /// <summary><c>fast</c>, <c>balanced</c> or <c>accurate</c>: how small a predicted error lets a face leave early.</summary>
    public string? Profile { get; init; }

    /// <summary>The same as a number, a fraction of the distance between the outer eye corners.</summary>
    public float? MaxError { get; init; }

    /// <summary>At most this many stages.</summary>
    public int? MaxStages { get; init; }

    /// <summary>After which the service answers with what it has; over gRPC the deadline does that.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether somebody waits.</summary>
    public Priority Priority { get; init; }

    /// <summary>A model by its name; by default the first that is served.</summary>
    public string? Model { get; init; }

    /// <summary>Whether the answer says where the time went.</summary>
    public bool Timing { get; init; }
}

/// <summary>Whether somebody waits.</summary>
public enum Priority
{
    /// <summary>Somebody does.</summary>
    Interactive,

    /// <summary>Work in the background.</summary>
    Bulk,
}
