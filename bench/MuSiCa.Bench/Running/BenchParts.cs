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

    /// <summary>The own binding of libvips against packages that decode.</summary>
    public const string Decode = "decode";

    /// <summary>Photos with their boxes and without.</summary>
    public const string Find = "find";

    /// <summary>Packages in 8 bits against those in half precision.</summary>
    public const string Precision = "precision";

    /// <summary>Faces followed through sequences made of photos.</summary>
    public const string Track = "track";

    /// <summary>The service's stream of frames against the same frames one by one.</summary>
    public const string TrackSpeed = "track-speed";

    /// <summary>More load than the service can carry.</summary>
    public const string Overload = "overload";

    /// <summary>Attacks on the memory of the service, in control groups.</summary>
    public const string Memory = "memory";

    // Each takes a minute or more however short its windows are.
    private static readonly string[] Long = [Precision, Track, TrackSpeed, Overload, Memory];

    /// <summary>Every name, in the order in which they run.</summary>
    public static ImmutableArray<string> All { get; } =
        [Ceiling, Closed, Open, Simulation, Decode, Http, Find, Precision, Track, TrackSpeed, Overload, Memory];

    /// <summary>The parts that run when none are named.</summary>
    public static IEnumerable<string> Default(bool isQuick) => isQuick ? All.Except(Long) : All;
}
