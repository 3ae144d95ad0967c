using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>Decides whether an order is taken, and on which terms.</summary>
internal sealed class FaceOrders(
    ExitRule rule, PlaceCounter places, MemoryBudget memory, BatchModel model, Demand demand, ServingTools tools, TimeSpan patience)
{
    private static readonly TimeSpan UnmeasuredRetry = TimeSpan.FromSeconds(1);

    /// <summary>The order as its faces carry it.</summary>
    /// <exception cref="ExitLimitsException">The limits make no sense for the model.</exception>
    public FaceTerms Terms(FaceOrder order)
    {
        // Who goes through once more begins where newcomers do, and batches that stay together have no way back.
        ExitPlan plan = rule.Resolve(order.Limits);
        plan = tools.Policy.StaysTogether ? plan with { Retries = 0 } : plan;
        return new FaceTerms(
            tools.Policy.LeavesEarly ? plan : plan with { Threshold = 0, GainThreshold = 0 },
            !tools.Policy.LeavesEarly || order.Limits.MaxError is not null,
            order.Priority,
            DueAfter(order.TimeLeft),
            patience)
        {
            Profile = order.Limits.MaxError is not null ? FaceTerms.MaxError : order.Limits.Profile ?? FaceTerms.Default,
        };
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

        if (order.TimeLeft is { } left && tools.Workload.EstimateFor(model, demand, order.Priority, tools.Clock.Now) is { } needed && needed > left)
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

    private TimeSpan RetryAfter() => tools.Workload.Estimate(demand, places.Taken) ?? UnmeasuredRetry;

    private TimeSpan DueAfter(TimeSpan? timeLeft)
    {
        TimeSpan now = tools.Clock.Now;
        return timeLeft is { } left && left < WorkItem.Never - now ? now + left : WorkItem.Never;
    }
}
