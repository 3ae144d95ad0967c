namespace MuSiCa.Service.Admission;

/// <summary>How much one client holds of something that all clients share. Thread-safe.</summary>
/// <remarks>
/// A client may hold as much as is still free for the others: one alone gets half of everything, two get a third each, and there is
/// always a part left for whoever comes next. What the only request of a client needs is not bounded by it.
/// </remarks>
internal sealed class Share
{
    private long _held;

    /// <summary>What the client holds now.</summary>
    public long Held => Interlocked.Read(ref _held);

    /// <summary>Takes all of <paramref name="amount"/> or none; to be given back with <see cref="Free"/>.</summary>
    /// <param name="amount">What is wanted.</param>
    /// <param name="own">What the same request holds already.</param>
    /// <param name="free">What nobody holds.</param>
    /// <returns>Whether the client may hold as much.</returns>
    public bool TryTake(long amount, long own, long free)
    {
        long held = Interlocked.Add(ref _held, amount);
        if (held <= free - amount || held - amount == own)
        {
            return true;
        }

        Interlocked.Add(ref _held, -amount);
        return false;
    }

    /// <summary>Gives back what was taken.</summary>
    public void Free(long amount) => Interlocked.Add(ref _held, -amount);
}
