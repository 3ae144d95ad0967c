namespace MuSiCa.Bench;

/// <summary>What a simulated load came to.</summary>
/// <param name="Latencies">Milliseconds from arrival to exit, ascending.</param>
/// <param name="FacesPerSecond">Faces over the time until the last was through.</param>
/// <param name="MeanBatch">Mean number of faces in the batches of each stage.</param>
internal sealed record SimulationResult(double[] Latencies, double FacesPerSecond, double[] MeanBatch)
{
    /// <summary>The latency in milliseconds that a share of the faces keeps.</summary>
    public double Percentile(double share) => Latencies[Math.Max(0, (int)Math.Ceiling(share * Latencies.Length) - 1)];

    /// <summary>The share of the faces that is through within a time.</summary>
    public double Within(double milliseconds)
    {
        int index = Array.BinarySearch(Latencies, milliseconds);
        return (index < 0 ? ~index : index) / (double)Latencies.Length;
    }
}
