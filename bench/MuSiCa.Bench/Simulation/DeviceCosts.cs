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
}
