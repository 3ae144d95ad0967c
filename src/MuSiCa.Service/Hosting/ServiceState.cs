namespace MuSiCa.Service.Hosting;

/// <summary>The phase the service is in. It only moves forward.</summary>
internal sealed class ServiceState
{
    private readonly TaskCompletionSource _draining = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _phase;

    /// <summary>Tells of every phase that is entered.</summary>
    public event Action<ServicePhase>? PhaseEntered;

    /// <summary>Completes when nothing new is taken any more.</summary>
    public Task Draining => _draining.Task;

    /// <summary>Completes when what was accepted is done, or given up.</summary>
    public Task Drained => _drained.Task;

    /// <summary>The phase now.</summary>
    public ServicePhase Phase => (ServicePhase)Volatile.Read(ref _phase);

    /// <summary>Why the service stopped by itself; null when it did not.</summary>
    public string? Failure { get; private set; }

    /// <summary>Enters a phase, unless the service is already past it.</summary>
    public void Enter(ServicePhase phase)
    {
        int seen = Volatile.Read(ref _phase);
        while (seen < (int)phase)
        {
            int before = Interlocked.CompareExchange(ref _phase, (int)phase, seen);
            if (before == seen)
            {
                Tell(phase);
                return;
            }

            seen = before;
        }
    }

    /// <summary>Notes why the service cannot go on, for the exit code of the process.</summary>
    public void Fail(string reason) => Failure = reason;

    /// <summary>Notes that what was accepted is done, or given up.</summary>
    public void FinishDrain() => _drained.TrySetResult();

    private void Tell(ServicePhase phase)
    {
        // First, so that no one hears of the drain before it holds.
        if (phase == ServicePhase.Draining)
        {
            _draining.TrySetResult();
        }

        PhaseEntered?.Invoke(phase);
    }
}
