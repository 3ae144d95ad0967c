using MuSiCa.Inference;

namespace MuSiCa.Service.Configuration;

/// <summary>Settings <c>MuSiCa:Tracking</c>: streams of frames.</summary>
internal sealed record TrackingSettings : ISettings
{
    private static readonly TrackerOptions Defaults = new();

    public static string Section => "MuSiCa:Tracking";

    /// <summary>Streams that are tracked at the same time; further ones get RESOURCE_EXHAUSTED.</summary>
    [Between(1, 100_000, "streams")]
    public int MaxStreams { get; init; } = 256;

    /// <summary>Faces that one stream may follow at the same time.</summary>
    [Between(1, 10_000, "faces")]
    public int MaxFaces { get; init; } = Defaults.MaxFaces;

    /// <summary>Frames for which the place of a lost face is remembered, so that it comes back under its number.</summary>
    [Between(0, 100_000, "frames")]
    public int RememberedFrames { get; init; } = Defaults.RememberedFrames;

    /// <summary>How long a stream may bring no first frame before it is ended.</summary>
    [Duration("100ms", "1d")]
    public TimeSpan FirstFrameTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a stream may bring no frame before it is ended.</summary>
    [Duration("100ms", "1d")]
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(1);
}
