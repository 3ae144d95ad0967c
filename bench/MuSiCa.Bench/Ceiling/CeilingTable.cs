namespace MuSiCa.Bench;

/// <summary>What one way to use the processor gives.</summary>
/// <param name="Way">The way.</param>
/// <param name="Runners">Batches that run at the same time.</param>
/// <param name="Cells">Every stage at every batch size; medians over the rounds.</param>
internal sealed record CeilingTable(string Way, int Runners, IReadOnlyList<CeilingCell> Cells)
{
    /// <summary>Faces a second through all stages, all at one batch size.</summary>
    public double FacesPerSecond(int batch) =>
        1 / Cells.Where(cell => cell.Batch == batch).Sum(static cell => 1 / cell.FacesPerSecond);

    /// <summary>The batch size that is worth most.</summary>
    public int BestBatch() => CeilingBench.Buckets.MaxBy(FacesPerSecond);

    /// <summary>The batches' fastest times as a device of the simulation.</summary>
    public DeviceCosts ToDevice(string name) => DeviceCosts.Measured(
        name,
        [.. Cells.GroupBy(static cell => cell.Stage).OrderBy(static stage => stage.Key).Select(static stage =>
            stage.OrderBy(static cell => cell.Batch).Select(static cell => (cell.Batch, cell.Fastest)).ToArray())]);
}
