namespace MuSiCa.Bench;

/// <summary>A device as the simulation knows it.</summary>
/// <param name="Name">How it is called in reports.</param>
/// <param name="BatchLimit">Faces that run together at most.</param>
/// <param name="Of">The time of a batch from its stage, counted from 0, and its number of faces.</param>
internal sealed record DeviceCosts(string Name, int BatchLimit, Func<int, int, TimeSpan> Of)
{
    /// <summary>A fixed cost for each batch and little for each face, as a GPU has.</summary>
    public static DeviceCosts FixedPerBatch { get; } = new(
        "1 ms + 5 µs a face, batches of at most 32", 32, static (_, faces) => TimeSpan.FromMicroseconds(1000 + (5 * faces)));

    /// <summary>A device whose batches were measured; between two sizes the time grows evenly.</summary>
    /// <param name="name">How it is called in reports.</param>
    /// <param name="stages">For each stage the sizes, ascending and the same for all, with their milliseconds.</param>
    public static DeviceCosts Measured(string name, IReadOnlyList<(int Batch, double Milliseconds)[]> stages) => new(
        name,
        stages.Min(static stage => stage[^1].Batch),
        (stage, faces) => TimeSpan.FromMilliseconds(Between(stages[stage], faces)));

    /// <summary>The same device with smaller batches.</summary>
    public DeviceCosts UpTo(int faces) => this with { BatchLimit = Math.Min(BatchLimit, faces) };

    private static double Between((int Batch, double Milliseconds)[] sizes, int faces)
    {
        int above = Array.FindIndex(sizes, size => size.Batch >= faces);
        if (above == 0 || sizes[above].Batch == faces)
        {
            return sizes[above].Milliseconds;
        }

        (int Batch, double Milliseconds) low = sizes[above - 1];
        (int Batch, double Milliseconds) high = sizes[above];
        return low.Milliseconds + ((high.Milliseconds - low.Milliseconds) * (faces - low.Batch) / (high.Batch - low.Batch));
    }
}
