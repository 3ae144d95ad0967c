using System.Collections.Immutable;

namespace MuSiCa.Bench;

/// <summary>The parts of a run by name.</summary>
internal static class BenchParts
{
    /// <summary>Each stage and batch size straight on ONNX Runtime.</summary>
    public const string Ceiling = "ceiling";

    /// <summary>A fixed number of callers, each waiting for its face before it brings the next.</summary>
    public const string Closed = "closed";

    /// <summary>Faces that arrive by themselves, whether the scheduler keeps up or not.</summary>
    public const string Open = "open";

    /// <summary>The policies in virtual time.</summary>
    public const string Simulation = "simulation";

    /// <summary>The service and the peer, with photos.</summary>
    public const string Http = "http";

    /// <summary>Photos with their boxes and without.</summary>
    public const string Find = "find";

    /// <summary>Faces followed through sequences made of photos.</summary>
    public const string Track = "track";

    /// <summary>The service's stream of frames against the same frames one by one.</summary>
    public const string TrackSpeed = "track-speed";

    /// <summary>Every name, in the order in which they run.</summary>
    public static ImmutableArray<string> All { get; } = [Ceiling, Closed, Open, Simulation, Http, Find, Track, TrackSpeed];
}
