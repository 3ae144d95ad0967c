using MuSiCa.Cascade;

namespace MuSiCa.Serving;

/// <summary>A face on its way through a lane: what it wants, and the one outcome that its caller gets.</summary>
internal sealed class LaneFace(PreparedFace face, ExitPlan plan, Action freePlace)
{
    private readonly TaskCompletionSource<FaceAlignment> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _registration;
    private int _settled;

    public PreparedFace Face { get; } = face;

    public ExitPlan Plan { get; } = plan;

    /// <summary>Its place in the queue, kept by the queue; null when it does not wait.</summary>
    public LinkedListNode<LaneFace>? Waiting { get; set; }

    /// <summary>What the caller awaits.</summary>
    public Task<FaceAlignment> Outcome => _outcome.Task;

    /// <summary>Whether the outcome is decided already, by leaving or otherwise.</summary>
    public bool IsSettled => Volatile.Read(ref _settled) == 1;

    /// <summary>Has <paramref name="leave"/> called when the caller gives the face up; to be set before the face waits.</summary>
    public void LeaveOn(Action<LaneFace, CancellationToken> leave, CancellationToken cancellationToken) =>
        _registration = cancellationToken.UnsafeRegister((state, token) => leave((LaneFace)state!, token), this);

    public void Complete(FaceAlignment alignment)
    {
        if (TrySettle())
        {
            _outcome.SetResult(alignment);
        }
    }

    public void Fail(Exception exception)
    {
        if (TrySettle())
        {
            _outcome.SetException(exception);
        }
    }

    public void Leave(CancellationToken cancellationToken)
    {
        if (TrySettle())
        {
            _outcome.SetCanceled(cancellationToken);
        }
    }

    // Whoever settles the face frees its place: exactly once, and before the caller can notice.
    private bool TrySettle()
    {
        if (Interlocked.Exchange(ref _settled, 1) == 1)
        {
            return false;
        }

        // Not disposed of: that would wait for a callback which may itself be waiting for the queue.
        _registration.Unregister();
        freePlace();
        return true;
    }
}
