using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>Decides which faces leave after a stage, and how they leave before one that they have no time for.</summary>
internal sealed class StageExits(ExitRule rule, DegradedMode degraded, CascadeMetrics metrics)
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

    /// <summary>How a face leaves that cannot get through its next stage in time: with the landmarks of the stages it has run.</summary>
    /// <returns>Null when it has run none.</returns>
    public FaceOutcome? DecideLate(PendingFace face) =>
        face.Stage > 0 ? Describe(face, ExitReason.Deadline, isDegraded: false) : null;

    private FaceOutcome Describe(PendingFace face, ExitReason reason, bool isDegraded)
    {
        FaceProgress progress = face.Face.Progress;
        return new FaceOutcome(
            progress.Stages, reason, progress.PredictedError, rule.Judge(progress.PredictedError), isDegraded, face.Timing);
    }
}
