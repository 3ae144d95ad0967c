namespace MuSiCa.Serving;

/// <summary>What batches take, and how long what waits will keep the lanes busy.</summary>
/// <param name="gate">The dispatcher's lock.</param>
/// <param name="queues">Where items wait.</param>
/// <param name="lanes">What runs them.</param>
internal sealed class Workload(Lock gate, QueueSet queues, LaneGroup lanes)
{
    /// <summary>Sets what a batch of one of the bucket sizes takes.</summary>
    public void Set(BatchModel model, int stage, int bucket, bool isAlone, TimeSpan elapsed)
    {
        lock (gate)
        {
            CostsOf(model, isAlone).Set(stage, bucket, elapsed);
        }
    }

    /// <summary>Notes what a batch took.</summary>
    public void Note(Batch batch, int rows, TimeSpan elapsed, TimeSpan now)
    {
        lock (gate)
        {
            CostsOf(batch.Model, batch.IsAlone).Note(batch.Stage, rows, elapsed, now);
        }
    }

    /// <summary>Notes that a face is through after a number of stages in each of its passes.</summary>
    public void NoteThrough(Demand demand, int stages, int passes)
    {
        lock (gate)
        {
            demand.Note(stages, passes);
        }
    }

    /// <summary>What the stage of a batch takes at the least.</summary>
    /// <param name="batch">
    /// The batch. A newcomer that is the only work there is runs whatever the costs say: it takes nothing from others, and if these
    /// costs are wrong nothing else would tell.
    /// </param>
    /// <param name="now">The time.</param>
    public TimeSpan Least(Batch batch, TimeSpan now)
    {
        if (batch.IsAlone && batch.Stage == 0)
        {
            return TimeSpan.FromTicks(1);
        }

        lock (gate)
        {
            StageCosts costs = CostsOf(batch.Model, batch.IsAlone);
            costs.Refresh(now);
            return costs.Of(batch.Stage, 1);
        }
    }

    /// <summary>How long a number of faces takes; null while nothing is measured.</summary>
    public TimeSpan? Estimate(Demand demand, int faces)
    {
        lock (gate)
        {
            return demand.Estimate(faces, lanes.Working);
        }
    }

    /// <summary>
    /// How long the work that goes before a newcomer keeps the lanes busy, and its own first stage; null while nothing is measured,
    /// or where a lane is idle, which would tell.
    /// </summary>
    /// <param name="model">The model of the newcomer.</param>
    /// <param name="demand">How far its faces go.</param>
    /// <param name="priority">The class of the newcomer.</param>
    /// <param name="now">The time.</param>
    public TimeSpan? EstimateFor(BatchModel model, Demand demand, FacePriority priority, TimeSpan now)
    {
        lock (gate)
        {
            if (queues.Count == 0 && lanes.Idle > 0)
            {
                return null;
            }

            model.Costs.Refresh(now);
            double ahead = 0;
            TimeSpan others = default;
            foreach (StageQueue queue in queues.ByDepth)
            {
                if (queue.Model == model)
                {
                    ahead += queue.Ahead(priority);
                }
                else
                {
                    others += queue.Load(queue.Ahead(priority));
                }
            }

            return demand.Estimate(ahead, lanes.Working) + (others / Math.Max(1, lanes.Working)) + model.Costs.Of(0, 1);
        }
    }

    private static StageCosts CostsOf(BatchModel model, bool isAlone) => isAlone ? model.AloneCosts : model.Costs;
}
