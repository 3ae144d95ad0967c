namespace MuSiCa.Inference;

/// <summary>
/// Moves faces through one stage in three steps that can be called apart: <see cref="Gather"/> fills a batch,
/// <see cref="Execute"/> runs the stage, <see cref="Apply"/> writes the outcome into the faces. Thread-safe for different
/// faces and batches.
/// </summary>
public sealed class StageRunner
{
    private readonly CascadeSession _session;
    private readonly PatchGatherer _gatherer;
    private readonly StageShape _shape;

    /// <summary>Creates a runner for the stages of a cascade.</summary>
    public StageRunner(CascadeSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        _session = session;
        _gatherer = new PatchGatherer(session.Package.Frame, session.Package.Patch);
        _shape = StageShape.Of(session.Package);
    }

    /// <summary>Runs a stage for faces that have all passed exactly the stages before it.</summary>
    /// <param name="stage">The stage, counted from 0.</param>
    /// <param name="faces">At most as many faces as the batch holds.</param>
    /// <param name="batch">Working memory.</param>
    public void Run(int stage, ReadOnlySpan<PreparedFace> faces, StageBatch batch)
    {
        Gather(stage, faces, batch);
        Execute(stage, batch);
        Apply(stage, faces, batch);
    }

    /// <summary>Fills the inputs of a batch with faces, in their order.</summary>
    /// <exception cref="ArgumentException">The batch has another shape, or a face is not at this stage.</exception>
    public void Gather(int stage, ReadOnlySpan<PreparedFace> faces, StageBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Shape != _shape)
        {
            throw new ArgumentException($"A batch for {batch.Shape} cannot hold faces of {_shape}.", nameof(batch));
        }

        batch.Count = faces.Length;
        StageDescription description = _session.Package.Stages[stage];
        ReadOnlySpan<int> landmarks = description.Patches.AsSpan();
        batch.PatchCount = landmarks.Length;
        int patchBytes = landmarks.Length * _session.Package.Patch.PatchBytes;
        for (int i = 0; i < faces.Length; i++)
        {
            PreparedFace face = faces[i];
            if (face.Progress.Stages != stage)
            {
                throw new ArgumentException(
                    $"Face {i} of the batch has run {face.Progress.Stages} stages and cannot run stage {stage + 1}.",
                    nameof(faces));
            }

            _gatherer.Gather(face, description.Level, landmarks, SimilarityOf(face, stage), batch.Patches.Slice(i * patchBytes, patchBytes));
            batch.Normalization[2 * i] = face.Normalization.Mean;
            batch.Normalization[(2 * i) + 1] = face.Normalization.InverseDeviation;
            face.Progress.Hidden.CopyTo(batch.HiddenIn[(i * _shape.Hidden)..]);
        }
    }

    /// <summary>Runs a stage for the faces gathered in a batch.</summary>
    /// <exception cref="ObjectDisposedException">The session is closed.</exception>
    public void Execute(int stage, StageBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.PatchCount = _session.Package.Stages[stage].Patches.Length;
        _session.Run(stage, batch);
    }

    /// <summary>Writes what a stage found into the faces, given in the same order as to <see cref="Gather"/>.</summary>
    /// <exception cref="StageOutputException">The stage gave a value that is not a finite number; faces before that one are written.</exception>
    public void Apply(int stage, ReadOnlySpan<PreparedFace> faces, StageBatch batch)
    {
        for (int i = 0; i < faces.Length; i++)
        {
            if (!TryApply(stage, i, faces[i], batch))
            {
                throw new StageOutputException(stage + 1, _session.Package.Name);
            }
        }
    }

    /// <summary>Writes what a stage found into one face.</summary>
    /// <param name="stage">The stage, counted from 0.</param>
    /// <param name="row">The place of the face in the batch, as given to <see cref="Gather"/>.</param>
    /// <param name="face">The face.</param>
    /// <param name="batch">The batch that ran.</param>
    /// <returns>False when a landmark, the hidden state or the predicted error is not finite: the face is then of no use any more.</returns>
    public bool TryApply(int stage, int row, PreparedFace face, StageBatch batch)
    {
        ArgumentNullException.ThrowIfNull(face);
        ArgumentNullException.ThrowIfNull(batch);
        FaceProgress progress = face.Progress;
        Span<float> shape = progress.MutableShape;
        ReadOnlySpan<float> hidden = batch.HiddenOut.Slice(row * _shape.Hidden, _shape.Hidden);
        if (!IsFinite(hidden) || !float.IsFinite(batch.PredictedError[row]))
        {
            return false;
        }

        ReadOnlySpan<float> displacement = batch.Displacement.Slice(row * shape.Length, shape.Length);
        Similarity similarity = SimilarityOf(face, stage);
        for (int k = 0; k < shape.Length; k += 2)
        {
            (float x, float y) = (displacement[k], displacement[k + 1]);
            shape[k] += (similarity.A * x) - (similarity.B * y);
            shape[k + 1] += (similarity.B * x) + (similarity.A * y);
        }

        if (!IsFinite(shape))
        {
            return false;
        }

        hidden.CopyTo(progress.MutableHidden);
        progress.PredictedError = batch.PredictedError[row];
        progress.PredictedGain = batch.PredictedGain[row];
        ReadOnlySpan<float> spread = batch.Spread.Slice(row * _shape.Landmarks, _shape.Landmarks);
        float scale = similarity.Scale;
        for (int k = 0; k < spread.Length; k++)
        {
            progress.MutableSpread[k] = scale * spread[k];
        }

        progress.Stages = stage + 1;
        progress.MultiplyAdds += _session.Package.Stages[stage].MultiplyAdds;
        return true;
    }

    /// <summary>Whether every row of a batch that ran is finite.</summary>
    public bool IsFinite(StageBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return IsFinite(batch.Displacement[..(2 * batch.Count * _shape.Landmarks)])
            && IsFinite(batch.HiddenOut[..(batch.Count * _shape.Hidden)])
            && IsFinite(batch.PredictedError[..batch.Count]);
    }

    // Whether all are finite. 0 times a finite number is 0, however large; times another it is NaN, which stays.
    private static bool IsFinite(ReadOnlySpan<float> values)
    {
        float all = 0;
        foreach (float value in values)
        {
            all += 0 * value;
        }

        return all == 0;
    }

    // The first stage starts from the mean shape itself, in a further pass perhaps turned and scaled.
    private Similarity SimilarityOf(PreparedFace face, int stage)
    {
        ModelPackage package = _session.Package;
        return !package.Patch.IsAligned ? Similarity.Identity
            : stage == 0 ? face.Progress.Start
            : Similarity.Fit(package.MeanShape, package.Frame.BoxSide, face.Progress.Shape);
    }
}

/// <summary>A stage answered with a value that is not a finite number, so that face has no landmarks.</summary>
public sealed class StageOutputException(int stage, string model)
    : Exception($"Stage {stage} of model '{model}' gave a value that is not a finite number.")
{
    /// <summary>The stage, counted from 1.</summary>
    public int Stage { get; } = stage;
}
