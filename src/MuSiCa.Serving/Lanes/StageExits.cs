using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>Decides which faces leave after a stage, or before one that they have no time for, and sends them home.</summary>
internal sealed class StageExits(ExitRule rule, DegradedMode degraded, ServingMetrics metrics)
{
    /// <summary>Whether a face is good enough, or has run all the stages it may.</summary>
    /// <returns>How it leaves; null where it goes on.</returns>
    public FaceOutcome? Decide(PendingFace face)
    {
        FaceProgress progress = face.Face.Progress;
        metrics.StageRan(progress.Stages, progress.PredictedError);
        if (rule.Decide(face.Plan, progress) is { } reason)
        {
            return Describe(face, reason, isDegraded: false);
        }

        return !face.KeepsThreshold && rule.Decide(degraded.Apply(face.Plan), progress) is { } early
            ? Describe(face, early, isDegraded: true)
            : null;
    }

    /// <summary>
    /// Lets a face go that cannot get through its next stage in time: with the landmarks of the stages it has run, or without
    /// any when it has run none.
    /// </summary>
    /// <param name="face">The face.</param>
    /// <param name="now">The time.</param>
    /// <param name="least">What the stage takes at the least.</param>
    /// <returns>Whether it is gone.</returns>
    public bool TryExpire(PendingFace face, TimeSpan now, TimeSpan least)
    {
        if (!face.HasDeadline || face.Due - now >= least)
        {
            return false;
        }

        if (face.Stage > 0)
        {
            face.Complete(Describe(face, ExitReason.Deadline, isDegraded: false));
        }
        else
        {
            face.Fail(FaceEnd.Expired, new DeadlineExceededException());
        }

        return true;
    }

    private FaceOutcome Describe(PendingFace face, ExitReason reason, bool isDegraded)
    {
        FaceProgress progress = face.Face.Progress;
        return new FaceOutcome(
            progress.Stages, reason, progress.PredictedError, rule.Judge(progress.PredictedError), isDegraded, face.Timing);
    }
}
