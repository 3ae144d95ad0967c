using MuSiCa.Tracking;

namespace MuSiCa.Service.Configuration;

/// <summary>Settings <c>MuSiCa:Tracking</c>: streams of frames.</summary>
internal sealed record TrackingSettings : ISettings
{
    private static readonly TrackerOptions Defaults = new();

    public static string Section => "MuSiCa:Tracking";

    /// <summary>Streams that are tracked at the same time; further ones get RESOURCE_EXHAUSTED.</summary>
    public int MaxStreams { get; init; } = 256;

    /// <summary>Faces that one stream may follow at the same time.</summary>
    public int MaxFaces { get; init; } = Defaults.MaxFaces;

    /// <summary>Frames for which the place of a lost face is remembered, so that it comes back under its number.</summary>
    public int RememberedFrames { get; init; } = Defaults.RememberedFrames;

    /// <summary>How long a stream may bring no frame before it is ended.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(1);

    public void Check(SettingsCheck check)
    {
        check.Between(nameof(MaxStreams), MaxStreams, 1, 100_000, "streams");
        check.Between(nameof(MaxFaces), MaxFaces, 1, 10_000, "faces");
        check.Between(nameof(RememberedFrames), RememberedFrames, 0, 100_000, "frames");
        check.Between(nameof(IdleTimeout), IdleTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1));
    }
}
