namespace MuSiCa.Serving;

/// <summary>How much a lane takes.</summary>
/// <param name="QueueLimit">Places: faces that may be accepted and unfinished at the same time, above 0.</param>
/// <param name="BatchLimit">Faces that run together at most, above 0.</param>
public sealed record LaneOptions(int QueueLimit = LaneOptions.DefaultQueueLimit, int BatchLimit = LaneOptions.DefaultBatchLimit)
{
    /// <summary>Default of <see cref="QueueLimit"/>.</summary>
    public const int DefaultQueueLimit = 256;

    /// <summary>
    /// Default of <see cref="BatchLimit"/>. On a processor larger batches gain nothing and let a single face wait longer.
    /// </summary>
    public const int DefaultBatchLimit = 32;
}
