using System.Collections.Immutable;

namespace MuSiCa.Inference;

/// <summary>
/// Aligns many faces by itself: stage by stage in full batches, the faces that go on moved together between stages.
/// Belongs to one thread at a time; several runners can share a session.
/// </summary>
public sealed class OfflineRunner : IDisposable
{
    /// <summary>Faces in a batch by default.</summary>
    public const int DefaultBatchSize = 32;

    private readonly CascadeSession _session;
    private readonly StageRunner _stages;
    private readonly ExitRule _rule;
    private readonly RetryRule _retries;
    private readonly StageBatch _batch;
    private readonly PreparedFace[] _members;

    /// <summary>Creates a runner.</summary>
    /// <param name="session">The cascade; stays the caller's.</param>
    /// <param name="batchSize">The largest number of faces that run together.</param>
    public OfflineRunner(CascadeSession session, int batchSize = DefaultBatchSize)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        _session = session;
        _stages = new StageRunner(session);
        _rule = new ExitRule(session.Package);
        _retries = new RetryRule(session.Package);
        _batch = new StageBatch(StageShape.Of(session.Package), batchSize);
        _members = new PreparedFace[batchSize];
    }

    /// <summary>Aligns faces under the exit rule, each from its start shape; uncertain ones as often as the model asks for.</summary>
    /// <returns>The alignments, in the order of the faces.</returns>
    /// <exception cref="ExitLimitsException">The limits make no sense for this model.</exception>
    public FaceAlignment[] Align(IReadOnlyList<PreparedFace> faces, ExitLimits limits, CancellationToken cancellationToken = default) =>
        Align(faces, _rule.Resolve(limits), cancellationToken);

    /// <summary>Aligns faces under limits that are resolved already.</summary>
    /// <returns>The alignments, in the order of the faces.</returns>
    public FaceAlignment[] Align(IReadOnlyList<PreparedFace> faces, ExitPlan plan, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(faces);
        var alignments = new FaceAlignment[faces.Count];
        Run(faces, index =>
        {
            if (_rule.Decide(plan, faces[index].Progress) is not { } reason || _retries.Leave(plan, faces[index], reason) is not { } left)
            {
                return true;
            }

            alignments[index] = _rule.Finish(faces[index], left);
            return false;
        }, cancellationToken);
        return alignments;
    }

    /// <summary>Runs all stages for all faces and keeps what each stage found.</summary>
    /// <returns>For each face, in order, one entry a stage.</returns>
    public StageTrace[][] Trace(IReadOnlyList<PreparedFace> faces, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(faces);
        int stages = _session.Stages.Length;
        StageTrace[][] traces = [.. faces.Select(_ => new StageTrace[stages])];
        Run(faces, index =>
        {
            FaceProgress progress = faces[index].Progress;
            traces[index][progress.Stages - 1] = new StageTrace(
                faces[index].CopyLandmarks(), progress.PredictedError, progress.PredictedGain);
            return progress.Stages < stages;
        }, cancellationToken);
        return traces;
    }

    /// <summary>Frees the working memory.</summary>
    public void Dispose() => _batch.Dispose();

    private void Run(IReadOnlyList<PreparedFace> faces, Func<int, bool> goesOn, CancellationToken cancellationToken)
    {
        foreach (PreparedFace face in faces)
        {
            face.Progress.Reset(_session.Package.Frame, _session.Package.MeanShape);
        }

        int[] active = [.. Enumerable.Range(0, faces.Count)];
        while (active.Length > 0)
        {
            active = RunPass(faces, active, goesOn, cancellationToken);
        }
    }

    // Returns the faces that go through once more.
    private int[] RunPass(IReadOnlyList<PreparedFace> faces, int[] active, Func<int, bool> goesOn, CancellationToken cancellationToken)
    {
        var again = new List<int>();
        int remaining = active.Length;
        for (int stage = 0; stage < _session.Stages.Length && remaining > 0; stage++)
        {
            int kept = 0;
            for (int first = 0; first < remaining; first += _members.Length)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Span<int> indices = active.AsSpan(first, Math.Min(_members.Length, remaining - first));
                RunBatch(stage, faces, indices);
                foreach (int index in indices)
                {
                    if (!goesOn(index))
                    {
                        continue;
                    }

                    if (faces[index].Progress.Stages == 0)
                    {
                        again.Add(index);
                    }
                    else
                    {
                        active[kept++] = index;
                    }
                }
            }

            remaining = kept;
        }

        return [.. again];
    }

    private void RunBatch(int stage, IReadOnlyList<PreparedFace> faces, ReadOnlySpan<int> indices)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            _members[i] = faces[indices[i]];
        }

        _stages.Run(stage, _members.AsSpan(0, indices.Length), _batch);
        Array.Clear(_members);
    }
}

/// <summary>Where a face stood after a stage.</summary>
/// <param name="Landmarks">x0, y0, x1, y1, … in pixels of the upright full-resolution image.</param>
/// <param name="PredictedError">Inter-ocular NME the stage expects, as a fraction.</param>
/// <param name="PredictedGain">By how much it expects the stages to come to lower it; NaN where the model predicts no gain.</param>
public sealed record StageTrace(ImmutableArray<float> Landmarks, float PredictedError, float PredictedGain = float.NaN);
