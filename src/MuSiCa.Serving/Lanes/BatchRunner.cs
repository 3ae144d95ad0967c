using MuSiCa.Cascade;

namespace MuSiCa.Serving;

/// <summary>
/// Takes a batch through the cascade: after each stage the faces that are good enough, or that nobody waits for, drop out.
/// </summary>
internal sealed class BatchRunner : IDisposable
{
    private readonly StageRunner _stages;
    private readonly ExitRule _rule;
    private readonly StageBatch _batch;
    private readonly PreparedFace[] _members;

    public BatchRunner(CascadeSession session, ExitRule rule, int batchLimit)
    {
        _stages = new StageRunner(session);
        _rule = rule;
        _batch = new StageBatch(StageShape.Of(session.Package), batchLimit);
        _members = new PreparedFace[batchLimit];
    }

    /// <summary>Settles every face of the batch, disposes of it and empties the list.</summary>
    public void Run(List<LaneFace> faces)
    {
        for (int stage = 0; DropSettled(faces) > 0; stage++)
        {
            try
            {
                RunStage(stage, faces);
            }
            catch (Exception exception)
            {
                // These faces are lost, whatever was thrown; the next batch is not.
                var failure = new StageFailedException(stage + 1, faces.Count, exception);
                faces.ForEach(face => face.Fail(failure));
            }
        }
    }

    public void Dispose() => _batch.Dispose();

    private void RunStage(int stage, List<LaneFace> faces)
    {
        for (int i = 0; i < faces.Count; i++)
        {
            _members[i] = faces[i].Face;
        }

        _stages.Run(stage, _members.AsSpan(0, faces.Count), _batch);
        foreach (LaneFace face in faces)
        {
            if (_rule.Decide(face.Plan, face.Face.Progress) is { } reason)
            {
                face.Complete(_rule.Finish(face.Face, reason));
            }
        }
    }

    private static int DropSettled(List<LaneFace> faces)
    {
        foreach (LaneFace face in faces)
        {
            if (face.IsSettled)
            {
                face.Face.Dispose();
            }
        }

        faces.RemoveAll(static face => face.IsSettled);
        return faces.Count;
    }
}
