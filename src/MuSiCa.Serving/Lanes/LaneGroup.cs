namespace MuSiCa.Serving;

/// <summary>All lanes and what they are doing. Belongs to the dispatcher's lock.</summary>
internal sealed class LaneGroup(IReadOnlyList<Lane> lanes)
{
    /// <summary>Lanes that could run something now.</summary>
    public int Idle => Count(static lane => lane is { Batches: 0, IsStalled: false });

    /// <summary>Lanes that do not hang.</summary>
    public int Working => Count(static lane => !lane.IsStalled);

    /// <summary>Batches that workers hold.</summary>
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
