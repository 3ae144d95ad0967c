using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>Decides whether an order is taken, and on which terms.</summary>
internal sealed class OrderDesk(
    ExitRule rule, IBatchPolicy policy, PlaceCounter places, MemoryBudget memory, Workload workload, SchedulerClock clock, TimeSpan patience)
{
    private static readonly TimeSpan UnmeasuredRetry = TimeSpan.FromSeconds(1);

    /// <summary>The order as its faces carry it.</summary>
    /// <exception cref="ExitLimitsException">The limits make no sense for the model.</exception>
    public FaceTerms Terms(FaceOrder order)
    {
        ExitPlan plan = rule.Resolve(order.Limits);
        return new FaceTerms(
            policy.LeavesEarly ? plan : plan with { Threshold = 0, GainThreshold = 0 },
            !policy.LeavesEarly || order.Limits.MaxError is not null,
            order.Priority,
            DueAfter(order.TimeLeft),
            patience);
    }

    /// <summary>Takes the places of an order.</summary>
    /// <param name="order">The order.</param>
    /// <param name="unable">Why nothing can be aligned at present; null where it can.</param>
    /// <returns>Null when they are taken, else why not.</returns>
    public AdmissionRefusal? TakePlaces(FaceOrder order, AdmissionRefusal? unable)
    {
        if (places.IsDraining)
        {
            return AdmissionRefusal.Draining;
        }

        if (unable is not null)
        {
            return unable;
        }

        if (order.TimeLeft is { } left && workload.EstimateFor(order.Priority, clock.Now) is { } needed && needed > left)
        {
            return AdmissionRefusal.Deadline(left, needed);
        }

        return places.TryTake(order.Faces, order.Priority) switch
        {
            null => null,
            RefusalReason.Faces => AdmissionRefusal.Faces(
                order.Faces, places.Taken, places.Limit, order.Faces > places.Limit ? null : RetryAfter()),
            RefusalReason.Memory => AdmissionRefusal.Memory(order.Faces * places.BytesPerPlace, memory, RetryAfter()),
            _ => AdmissionRefusal.Draining,
        };
    }

    private TimeSpan RetryAfter() => workload.Estimate(places.Taken) ?? UnmeasuredRetry;

    private TimeSpan DueAfter(TimeSpan? timeLeft)
    {
        TimeSpan now = clock.Now;
        return timeLeft is { } left && left < QueuedFace.Never - now ? now + left : QueuedFace.Never;
    }
}
