using System.Threading.Tasks.Sources;
using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>
/// A face from its handover to its one outcome. Used again for other faces once both sides have let go of it: the caller by
/// taking the outcome, the scheduler by dropping the face. Its capacity is given back by whoever settles it.
/// </summary>
internal sealed class PendingFace(BatchModel model, IFaceOwner owner) : FaceItem(model), IValueTaskSource<FaceOutcome>
{
    private const int Open = 0;
    private const int Completed = 1;
    private const int Given = 2;

    // Caller and scheduler.
    private const int Sides = 2;

    private ManualResetValueTaskSourceCore<FaceOutcome> _outcome = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _registration;
    private PreparedFace? _face;
    private FaceOutcome _left;
    private int _state;
    private int _holders;
    private int _taken;

    /// <summary>The face; gone once nobody holds this object any more.</summary>
    public override PreparedFace Face => _face!;

    /// <summary>When it may leave.</summary>
    public ExitPlan Plan { get; private set; }

    /// <summary>Whether its caller named the threshold, which the degraded mode must then not touch.</summary>
    public bool KeepsThreshold { get; private set; }

    /// <summary>Which threshold its caller asked for, see <see cref="FaceTerms.Profile"/>.</summary>
    public string Profile { get; private set; } = FaceTerms.Default;

    /// <inheritdoc/>
    public override bool IsSettled => Volatile.Read(ref _state) != Open;

    /// <summary>Begins a new life.</summary>
    /// <returns>What the caller awaits.</returns>
    public ValueTask<FaceOutcome> Begin(PreparedFace face, in FaceTerms terms, TimeSpan now, CancellationToken cancellationToken)
    {
        _face = face;
        _holders = Sides;
        _taken = 0;
        Volatile.Write(ref _state, Open);
        Stage = 0;
        HasWaited = false;
        Plan = terms.Plan;
        KeepsThreshold = terms.KeepsThreshold;
        Profile = terms.Profile;
        Trace = BatchTrace.Current;
        StageSpan = null;
        Priority = terms.Priority;
        Due = terms.Due;
        Rank = terms.Due == Never ? now + terms.Patience : terms.Due;
        Timing = default;
        var awaited = new ValueTask<FaceOutcome>(this, _outcome.Version);
        _registration = cancellationToken.UnsafeRegister(static (state, token) => ((PendingFace)state!).Leave(token), this);
        return awaited;
    }

    /// <inheritdoc/>
    public override bool IsThrough()
    {
        if (owner.Decide(this) is not { } left)
        {
            return false;
        }

        _left = left;
        StageSpan?.SetTag("musica.exit", left.Exit.ToString().ToLowerInvariant());
        return true;
    }

    /// <inheritdoc/>
    public override void Finish() => Complete(_left);

    /// <inheritdoc/>
    public override void Expire()
    {
        if (owner.DecideLate(this) is { } outcome)
        {
            Complete(outcome);
        }
        else
        {
            Fail(WorkEnd.Expired, new DeadlineExceededException());
        }
    }

    /// <summary>The face has its landmarks and is its caller's again.</summary>
    public void Complete(in FaceOutcome outcome)
    {
        if (TrySettle(Completed))
        {
            owner.Completed(this, outcome);
            _outcome.SetResult(outcome);
        }
    }

    /// <inheritdoc/>
    public override void Fail(WorkEnd end, Exception reason)
    {
        if (TrySettle(Given))
        {
            owner.Failed(this, end);
            _outcome.SetException(reason);
        }
    }

    /// <inheritdoc/>
    public override void Hold() => Interlocked.Increment(ref _holders);

    /// <inheritdoc/>
    public override void LetGo()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            _face = null;
            _registration = default;
            _outcome.Reset();
            owner.Return(this);
        }
    }

    /// <inheritdoc/>
    public override void Drop()
    {
        if (Volatile.Read(ref _state) != Completed)
        {
            _face!.Dispose();
        }

        LetGo();
    }

    public FaceOutcome GetResult(short token)
    {
        // A second await would let go of a life that is over, or of somebody else's.
        if (token != _outcome.Version || Interlocked.Exchange(ref _taken, 1) == 1)
        {
            throw new InvalidOperationException("The outcome of a face can be taken once.");
        }

        // Waits for a cancellation under way, which uses this object; nothing that it waits for waits for us.
        _registration.Dispose();
        try
        {
            return _outcome.GetResult(token);
        }
        finally
        {
            LetGo();
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _outcome.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _outcome.OnCompleted(continuation, state, token, flags);

    private void Leave(CancellationToken cancellationToken)
    {
        if (TrySettle(Given))
        {
            owner.Left(this);
            _outcome.SetException(new OperationCanceledException(cancellationToken));
        }
    }

    // Whoever settles the face frees its place: exactly once, and before the caller can notice.
    private bool TrySettle(int state) => Interlocked.CompareExchange(ref _state, state, Open) == Open;
}

/// <summary>Who admitted a face, decides when it is through, and is told what becomes of it.</summary>
internal interface IFaceOwner
{
    /// <summary>Whether a face that has run a stage is good enough, or has run all the stages it may.</summary>
    /// <returns>How it leaves; null where it goes on.</returns>
    FaceOutcome? Decide(PendingFace face);

    /// <summary>How a face leaves that has no time for its next stage; null where it has run none.</summary>
    FaceOutcome? DecideLate(PendingFace face);

    /// <summary>The face has its landmarks; the caller will see that after this call.</summary>
    void Completed(PendingFace face, in FaceOutcome outcome);

    /// <summary>The face gets no landmarks; the caller will see that after this call.</summary>
    void Failed(PendingFace face, WorkEnd end);

    /// <summary>The caller has given the face up. It may be waiting, running, or not even have begun to wait.</summary>
    void Left(PendingFace face);

    /// <summary>Nobody holds the object any more.</summary>
    void Return(PendingFace face);
}
