namespace MuSiCa.Inference;

/// <summary>
/// Decides whether a face that would leave the cascade goes through it once more, from another start in the same frame. Its best pass
/// is kept: the one whose last stage expects the least error.
/// </summary>
public sealed class RetryRule
{
    private readonly ModelPackage _package;
    private readonly float _meanX;
    private readonly float _meanY;

    /// <summary>Creates the rule of a model.</summary>
    public RetryRule(ModelPackage package)
    {
        ArgumentNullException.ThrowIfNull(package);
        _package = package;
        (double x, double y) = ShapeFit.Middle(package.MeanShape.AsSpan());
        (_meanX, _meanY) = ((float)x, (float)y);
    }

    /// <summary>Has a face leave, with its best pass, or begin a further one.</summary>
    /// <param name="plan">What its caller asked for.</param>
    /// <param name="face">The face, which has run at least one stage of its pass.</param>
    /// <param name="reason">Why its pass is over.</param>
    /// <returns>Why it leaves; <see langword="null"/> where it is at the start of a further pass.</returns>
    public ExitReason? Leave(ExitPlan plan, PreparedFace face, ExitReason reason)
    {
        ArgumentNullException.ThrowIfNull(face);
        FaceProgress progress = face.Progress;
        bool isOver = progress.Pass > plan.Retries;
        if (isOver && progress.Pass == 1)
        {
            return reason;
        }

        progress.Best.Note(progress, reason);
        if (isOver || progress.Best.PredictedError <= _package.Exit.FinalThreshold)
        {
            return progress.Best.Restore(progress);
        }

        Begin(_package.Retries[progress.Pass - 1], progress);
        progress.Pass++;
        return null;
    }

    /// <summary>Has a face leave that cannot finish the pass it is in, with the best one before.</summary>
    /// <returns>Why that one was over; <see langword="null"/> where it is the first.</returns>
    public static ExitReason? GiveUp(PreparedFace face)
    {
        ArgumentNullException.ThrowIfNull(face);
        return face.Progress.Pass == 1 ? null : face.Progress.Best.Restore(face.Progress);
    }

    private void Begin(RetryStart start, FaceProgress progress)
    {
        FrameLayout frame = _package.Frame;
        if (!start.IsOwn)
        {
            (double sine, double cosine) = Math.SinCos(start.Turn * Math.PI / 180);
            var turned = new Similarity((float)(start.Scale * cosine), (float)(start.Scale * sine));
            progress.Begin(turned, frame.Center, frame.Center, frame.BoxSide, _package.MeanShape);
            return;
        }

        // The frame has one size for all of its faces, and the first stage was trained in it: only place and turn are the landmarks' own.
        ReadOnlySpan<float> shape = progress.Best.Shape;
        var fit = Similarity.Fit(_package.MeanShape, frame.BoxSide, shape);
        var own = new Similarity(fit.A / fit.Scale, fit.B / fit.Scale);
        (double middleX, double middleY) = ShapeFit.Middle(shape);
        (float x, float y) = ((float)middleX, (float)middleY);
        (double meanX, double meanY) = (frame.BoxSide * (double)_meanX, frame.BoxSide * (double)_meanY);
        progress.Begin(
            own, x - ((own.A * meanX) - (own.B * meanY)), y - ((own.B * meanX) + (own.A * meanY)), frame.BoxSide, _package.MeanShape);
    }
}

/// <summary>The best of the passes of a face that are over.</summary>
internal sealed class BestPass(int landmarks)
{
    private readonly float[] _shape = new float[2 * landmarks];
    private readonly float[] _spread = new float[landmarks];
    private int _stages;
    private ExitReason _exit;

    /// <summary>What its last stage expects; infinite where no pass is over.</summary>
    public float PredictedError { get; private set; } = float.PositiveInfinity;

    /// <summary>Its landmarks in frame pixels.</summary>
    public ReadOnlySpan<float> Shape => _shape;

    /// <summary>Forgets it.</summary>
    public void Clear() => PredictedError = float.PositiveInfinity;

    /// <summary>Takes a pass that is over, where it is the best so far.</summary>
    public void Note(FaceProgress progress, ExitReason exit)
    {
        if (progress.PredictedError < PredictedError)
        {
            progress.Shape.CopyTo(_shape);
            progress.Spread.CopyTo(_spread);
            (PredictedError, _stages, _exit) = (progress.PredictedError, progress.Stages, exit);
        }
    }

    /// <summary>Takes a face back to where this pass ended.</summary>
    /// <returns>Why it was over.</returns>
    public ExitReason Restore(FaceProgress progress)
    {
        _shape.CopyTo(progress.MutableShape);
        _spread.CopyTo(progress.MutableSpread);
        (progress.PredictedError, progress.PredictedGain, progress.Stages) = (PredictedError, float.NaN, _stages);
        return _exit;
    }
}
