using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>Decides which faces leave after a stage, and how they leave before one that they have no time for.</summary>
internal sealed class StageExits(
    ExitRule rule, RetryRule retries, DegradedMode degraded, CascadeMetrics metrics, ThresholdFollower? follower)
{
    /// <summary>Whether a face is good enough, or has run all the stages it may.</summary>
    /// <returns>How it leaves; null where it goes on, perhaps with the first stage of a further pass.</returns>
    public FaceOutcome? Decide(PendingFace face)
    {
        FaceProgress progress = face.Face.Progress;
        metrics.StageRan(progress.Stages, progress.PredictedError);
        ExitPlan plan = PlanOf(face);
        if (rule.Decide(plan, progress) is { } reason)
        {
            return Leave(face, plan, reason, isDegraded: false);
        }

        return !face.KeepsThreshold && rule.Decide(degraded.Apply(plan), progress) is { } early
            ? Leave(face, plan, early, isDegraded: true)
            : null;
    }

    /// <summary>
    /// How a face leaves that cannot get through its next stage in time: with its best pass where it is in a further one, else with the
    /// landmarks of the stages it has run.
    /// </summary>
    /// <returns>Null when it has run none.</returns>
    public FaceOutcome? DecideLate(PendingFace face) =>
        RetryRule.GiveUp(face.Face) is { } reason ? Describe(face, PlanOf(face), reason, isDegraded: false)
        : face.Stage > 0 ? Describe(face, PlanOf(face), ExitReason.Deadline, isDegraded: false)
        : null;

    // While the queue is long nobody goes twice.
    private FaceOutcome? Leave(PendingFace face, ExitPlan plan, ExitReason reason, bool isDegraded)
    {
        ExitPlan passes = degraded.IsActive ? face.Plan with { Retries = 0 } : face.Plan;
        if (retries.Leave(passes, face.Face, reason) is { } left)
        {
            return Describe(face, plan, left, isDegraded);
        }

        face.Stage = 0;
        return null;
    }

    // With the plan that it was held to: the follower may have moved on.
    private FaceOutcome Describe(PendingFace face, ExitPlan plan, ExitReason reason, bool isDegraded)
    {
        FaceProgress progress = face.Face.Progress;
        return new FaceOutcome(
            progress.Stages, reason, progress.PredictedError, rule.Judge(progress.PredictedError), isDegraded, face.Timing)
        {
            Passes = progress.Pass,
            Threshold = plan == face.Plan ? null : plan.Threshold,
        };
    }

    // Who names a threshold means that one.
    private ExitPlan PlanOf(PendingFace face) =>
        follower is null || face.KeepsThreshold ? face.Plan : follower.Apply(face.Plan, face.Face.Progress.Stages);
}
