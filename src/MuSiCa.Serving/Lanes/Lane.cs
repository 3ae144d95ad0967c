namespace MuSiCa.Serving;

/// <summary>A device, or a part of the processor, that runs batches one after the other, of whichever model.</summary>
/// <param name="Name">How it is called in metrics and logs.</param>
public sealed record LaneDefinition(string Name)
{
    /// <summary>
    /// Whether the lane computes on the processors that photos are decoded and faces are prepared on. It then leaves a small batch to
    /// grow while these are busy preparing more.
    /// </summary>
    public bool SharesProcessors { get; init; }

    /// <summary>
    /// Threads that prepare batches for the lane, one of which runs its batch on the device at a time. With two, the inputs
    /// of the next batch are gathered while one runs.
    /// </summary>
    public int Workers { get; init; } = 1;
}

/// <summary>What runs the batches of one model on one lane.</summary>
/// <param name="Session">The model on that device; several lanes may share one. Stays the caller's.</param>
public sealed record LaneSession<TSession>(TSession Session)
    where TSession : class
{
    /// <summary>
    /// The model with all processors to itself, for a batch that is the only work there is; <see langword="null"/> where
    /// <see cref="Session"/> has the device to itself anyway. Stays the caller's.
    /// </summary>
    public TSession? Alone { get; init; }
}

/// <summary>A lane at work. Its counters belong to the dispatcher's lock.</summary>
/// <param name="definition">What it is.</param>
/// <param name="index">Which of the lanes, counted from 0.</param>
internal sealed class Lane(LaneDefinition definition, int index)
{
    private readonly Lock _turn = new();

    public LaneDefinition Definition => definition;

    /// <summary>Which of the lanes, counted from 0.</summary>
    public int Index => index;

    /// <summary>Batches that its workers hold, but for one of shadows.</summary>
    public int Batches { get; set; }

    /// <summary>Whether one of its workers holds a batch of shadows.</summary>
    public bool HasShadows { get; set; }

    /// <summary>Whether one of its batches did not come back in time, and has not come back since.</summary>
    public bool IsStalled { get; set; }

    /// <summary>Whether it could run something now, at the latest after a batch of shadows, which are few.</summary>
    public bool IsIdle => Batches == 0 && !IsStalled;

    /// <summary>Waits until the device is free for a batch.</summary>
    public void EnterTurn() => _turn.Enter();

    /// <summary>Frees the device; to be called by the thread that entered.</summary>
    public void LeaveTurn() => _turn.Exit();
}

/// <summary>All lanes and what they are doing. Belongs to the dispatcher's lock.</summary>
internal sealed class LaneGroup(IReadOnlyList<Lane> lanes)
{
    /// <summary>The lanes.</summary>
    public IReadOnlyList<Lane> All => lanes;

    /// <summary>Lanes that could run something now.</summary>
    public int Idle => Count(static lane => lane.IsIdle);

    /// <summary>Lanes that do not hang.</summary>
    public int Working => Count(static lane => !lane.IsStalled);

    /// <summary>Whether no worker holds any batch, and every lane works.</summary>
    public bool AreAllIdle => Count(static lane => lane is { IsIdle: true, HasShadows: false }) == lanes.Count;

    /// <summary>Batches that workers hold, but for one of shadows.</summary>
    public int Batches
    {
        get
        {
            int batches = 0;
            for (int i = 0; i < lanes.Count; i++)
            {
                batches += lanes[i].Batches;
            }

            return batches;
        }
    }

    private int Count(Func<Lane, bool> counts)
    {
        int count = 0;
        for (int i = 0; i < lanes.Count; i++)
        {
            count += counts(lanes[i]) ? 1 : 0;
        }

        return count;
    }
}
