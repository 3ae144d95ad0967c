using MuSiCa.Serving;

namespace MuSiCa.Service.Admission;

/// <summary>The memory that one request holds, counted in the budget of the service and in the share of its client. Thread-safe.</summary>
/// <param name="memory">The budget.</param>
/// <param name="use">What it is for.</param>
/// <param name="client">The client.</param>
internal sealed class MemoryAccount(MemoryBudget memory, MemoryUse use, ClientShare client)
{
    private long _held;

    /// <summary>Bytes held now.</summary>
    public long Held => Interlocked.Read(ref _held);

    /// <summary>Takes all of <paramref name="bytes"/> or none.</summary>
    /// <returns>Whether there were as many, for this client.</returns>
    public bool TryTake(long bytes)
    {
        if (!client.Memory.TryTake(bytes, Held, memory.FreeFor(use)))
        {
            return false;
        }

        if (!memory.TryTake(bytes, use))
        {
            client.Memory.Free(bytes);
            return false;
        }

        Interlocked.Add(ref _held, bytes);
        return true;
    }

    /// <summary>Gives back bytes that were taken.</summary>
    public void Free(long bytes)
    {
        Interlocked.Add(ref _held, -bytes);
        memory.Free(bytes, use);
        client.Memory.Free(bytes);
    }
}
