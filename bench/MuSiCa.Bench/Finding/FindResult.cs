namespace MuSiCa.Bench;

/// <summary>What finding faces costs.</summary>
/// <param name="Points">Every size and load.</param>
/// <param name="Reason">Why nothing was measured; null when it was.</param>
internal sealed record FindResult(IReadOnlyList<FindPoint> Points, string? Reason)
{
    /// <summary>A photo alone.</summary>
    public FindPoint? Alone => Points.FirstOrDefault(static point => point is { Photos: FindBench.Small, Connections: 1 });

    /// <summary>Many photos at once.</summary>
    public FindPoint? Together => Points.FirstOrDefault(static point => point is { Photos: FindBench.Small, Connections: > 1 });
}
