using System.Globalization;

namespace MuSiCa.Serving;

/// <summary>A stage did not come back within the time it is allowed; the faces of its batch are given up.</summary>
/// <param name="stage">The stage, counted from 1.</param>
/// <param name="limit">The time it is allowed.</param>
public sealed class StageStalledException(int stage, TimeSpan limit) : Exception(string.Create(
    CultureInfo.InvariantCulture,
    $"Stage {stage} did not come back within {limit.TotalSeconds:0.###} s (setting MuSiCa:Serving:StageTimeout)."))
{
    /// <summary>The stage, counted from 1.</summary>
    public int Stage { get; } = stage;
}
