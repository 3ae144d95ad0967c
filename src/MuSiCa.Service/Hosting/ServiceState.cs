namespace MuSiCa.Service.Hosting;

/// <summary>The phase the service is in. It only moves forward.</summary>
internal sealed class ServiceState
{
    private int _phase;

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
                return;
            }

            seen = before;
        }
    }

    /// <summary>Notes why the service cannot go on, for the exit code of the process.</summary>
    public void Fail(string reason) => Failure = reason;
}
