namespace MuSiCa.Bench;

/// <summary>What a simulated load came to.</summary>
/// <param name="Milliseconds">Time from arrival to exit of each face, ascending.</param>
/// <param name="FacesPerSecond">Faces over the time until the last was through.</param>
/// <param name="Batches">Every batch in its order.</param>
internal sealed record SimulationResult(double[] Milliseconds, double FacesPerSecond, IReadOnlyList<SimulatedBatch> Batches)
{
    /// <summary>Percentiles of the time from arrival to exit.</summary>
    public Latencies Latency => Latencies.Of(Milliseconds);

    /// <summary>The share of the faces that is through within a time.</summary>
    public double Within(double milliseconds)
    {
        int index = Array.BinarySearch(Milliseconds, milliseconds);
        return (index < 0 ? ~index : index) / (double)Milliseconds.Length;
    }

    /// <summary>Mean number of faces in the batches of a stage, counted from 0; 0 when none ran.</summary>
    public double MeanBatch(int stage) =>
        Batches.Where(batch => batch.Stage == stage).Select(static batch => (double)batch.Faces).DefaultIfEmpty().Average();
}
