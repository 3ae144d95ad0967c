using MuSiCa.Serving;

namespace MuSiCa.Bench;

/// <summary>A face that knows after how many stages it leaves.</summary>
internal sealed class SimulatedFace : QueuedFace
{
    /// <summary>Stages it runs when it may leave early.</summary>
    public int ExitsAfter { get; init; }

    /// <summary>When it arrived.</summary>
    public TimeSpan Arrived { get; init; }
}
