using MuSiCa.Serving;

namespace MuSiCa.Service.Grpc;

/// <summary>Memory that a message holds in the budget of the service; given back on disposal.</summary>
internal sealed class MessageLease(MemoryBudget memory, long bytes) : IDisposable
{
    private long _bytes = bytes;

    public void Dispose() => memory.Free(Interlocked.Exchange(ref _bytes, 0));
}
