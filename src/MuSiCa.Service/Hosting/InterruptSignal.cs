using System.Runtime.InteropServices;

namespace MuSiCa.Service.Hosting;

/// <summary>
/// Ctrl+C. Whoever presses it waits for the end, and no load balancer has to look away first: the delay that SIGTERM brings is left
/// out. What it does besides is up to the host.
/// </summary>
internal sealed class InterruptSignal : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _registration;

    public InterruptSignal() => _registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Give());

    /// <summary>Fires when it has come.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Does as if it had come.</summary>
    public void Give() => _source.Cancel();

    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }
}
