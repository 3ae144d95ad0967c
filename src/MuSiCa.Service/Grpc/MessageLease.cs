using MuSiCa.Service.Admission;

namespace MuSiCa.Service.Grpc;

/// <summary>Memory that a message holds in the budget of the service; given back on disposal, once.</summary>
internal sealed class MessageLease(MemoryAccount account) : IDisposable
{
    private int _disposed;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            account.Free(account.Held);
        }
    }
}
