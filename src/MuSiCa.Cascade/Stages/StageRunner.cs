namespace MuSiCa.Cascade;

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
        int level = _session.Package.Stages[stage].Level;
        for (int i = 0; i < faces.Length; i++)
        {
            PreparedFace face = faces[i];
            if (face.Progress.Stages != stage)
            {
                throw new ArgumentException(
                    $"Face {i} of the batch has run {face.Progress.Stages} stages and cannot run stage {stage + 1}.",
                    nameof(faces));
            }

            _gatherer.Gather(face, level, batch.Patches.Slice(i * _shape.PatchBytes, _shape.PatchBytes));
            batch.Normalization[2 * i] = face.Normalization.Mean;
            batch.Normalization[(2 * i) + 1] = face.Normalization.InverseDeviation;
            face.Progress.Hidden.CopyTo(batch.HiddenIn[(i * _shape.Hidden)..]);
        }
    }

    /// <summary>Runs a stage for the faces gathered in a batch.</summary>
    public void Execute(int stage, StageBatch batch) => _session.Stages[stage].Run(batch);

    /// <summary>Writes what a stage found into the faces, given in the same order as to <see cref="Gather"/>.</summary>
    /// <exception cref="StageOutputException">The stage gave a value that is not a finite number.</exception>
    public void Apply(int stage, ReadOnlySpan<PreparedFace> faces, StageBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        int coordinates = 2 * _shape.Landmarks;
        for (int i = 0; i < faces.Length; i++)
        {
            FaceProgress progress = faces[i].Progress;
            Span<float> shape = progress.MutableShape;
            ReadOnlySpan<float> displacement = batch.Displacement.Slice(i * coordinates, coordinates);
            float sum = 0;
            for (int k = 0; k < shape.Length; k++)
            {
                shape[k] += displacement[k];
                sum += Math.Abs(shape[k]);
            }

            progress.PredictedError = batch.PredictedError[i];
            if (!float.IsFinite(sum + progress.PredictedError))
            {
                throw new StageOutputException(stage + 1, _session.Package.Name);
            }

            batch.HiddenOut.Slice(i * _shape.Hidden, _shape.Hidden).CopyTo(progress.MutableHidden);
            progress.Stages = stage + 1;
        }
    }
}
