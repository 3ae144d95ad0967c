using MuSiCa.Serving;

namespace MuSiCa.Service.Configuration;

/// <summary>Settings <c>MuSiCa:Serving:Shadow</c>: how exits watch themselves.</summary>
internal sealed record ShadowSettings : ISettings
{
    public static string Section => "MuSiCa:Serving:Shadow";

    /// <summary>
    /// Share of the faces that left early which run their other stages as well, when nothing else runs, to measure what leaving cost; 0 for
    /// none.
    /// </summary>
    [Between(0, 1, "of the faces that leave early")]
    public double Share { get; init; } = 0.01;

    /// <summary>Whether thresholds follow what that shows.</summary>
    public FollowSettings Follow { get; init; } = new();

    /// <summary>The settings as the scheduler takes them.</summary>
    public ShadowOptions ToOptions() => new() { Share = Share, Follow = Follow.ToOptions() };
}
