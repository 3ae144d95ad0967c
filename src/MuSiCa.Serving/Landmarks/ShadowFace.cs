using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>
/// A copy of a face that left early, on its way through the stages that were left. Nobody waits for it. It holds memory of the budget until
/// its end, and its copy until no batch uses that any more.
/// </summary>
/// <param name="model">Its model.</param>
/// <param name="face">The copy, which this owns.</param>
/// <param name="left">How the face left.</param>
/// <param name="profile">Which threshold it was held to.</param>
/// <param name="owner">Is told of its end.</param>
internal sealed class ShadowFace(CascadeModel model, PreparedFace face, in FaceOutcome left, string profile, ExitShadows owner)
    : FaceItem(model)
{
    private readonly float[] _exit = face.Progress.Shape.ToArray();
    private bool _isSettled;

    /// <inheritdoc/>
    public override PreparedFace Face => face;

    /// <summary>The stages after which the face left.</summary>
    public int Stages { get; } = left.Stages;

    /// <summary>What the stage after which it left expected.</summary>
    public float PredictedError { get; } = left.PredictedError;

    /// <summary>Which threshold it was held to.</summary>
    public string Profile => profile;

    /// <summary>Whether it is given up because somebody asks for what it holds.</summary>
    public bool GivesWay { get; set; }

    /// <inheritdoc/>
    public override bool IsShadow => true;

    /// <inheritdoc/>
    public override bool IsSettled => Volatile.Read(ref _isSettled);

    /// <summary>How far the landmarks that it left with are from those it has now, as a fraction of the eye distance.</summary>
    public double Distance => LandmarkDistance.InterOcular(_exit, face.Progress.Shape, model.Package.Landmarks);

    /// <inheritdoc/>
    public override bool IsThrough() => face.Progress.Stages == model.Package.Stages.Length;

    /// <inheritdoc/>
    public override void Finish()
    {
        if (TrySettle())
        {
            owner.Measured(this);
        }
    }

    /// <inheritdoc/>
    public override void Expire() => Fail(WorkEnd.Expired, new DeadlineExceededException());

    /// <inheritdoc/>
    public override void Fail(WorkEnd end, Exception reason)
    {
        if (TrySettle())
        {
            owner.Ended(this, end);
        }
    }

    /// <inheritdoc/>
    public override void Drop() => face.Dispose();

    private bool TrySettle() => !Interlocked.Exchange(ref _isSettled, true);
}
