using MuSiCa.Imaging;
using MuSiCa.Service.Configuration;
using MuSiCa.Serving;

namespace MuSiCa.Service.Uploads;

/// <summary>Bytes of a body in one piece of memory, which counts in the budget of the service; given back on disposal.</summary>
internal sealed class BodyBytes : IDisposable
{
    // Grows with what arrives: a length that is only declared must not cost memory.
    private const int FirstSize = 64 * 1024;

    private const int DeclaredGrowth = 4;
    private const int Growth = 2;

    private readonly MemoryBudget _memory;
    private readonly int _declared;
    private NativeBytes? _bytes;
    private int _start;
    private int _length;

    private BodyBytes(MemoryBudget memory, long? declared)
    {
        _memory = memory;

        // One more, to see that it ends there.
        _declared = (int)Math.Min(Array.MaxLength, (declared ?? 0) + 1);
    }

    /// <summary>The bytes; not to be used after disposal.</summary>
    public ReadOnlyMemory<byte> Memory
    {
        get
        {
            ObjectDisposedException.ThrowIf(_bytes is null, this);
            return _bytes.Memory.Slice(_start, _length);
        }
    }

    /// <summary>The bytes, to be changed where they lie; not to be used after disposal.</summary>
    public Span<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_bytes is null, this);
            return _bytes.GetSpan().Slice(_start, _length);
        }
    }

    /// <summary>
    /// The most that the files of one request take at any time: each up to twice its size, and the largest once more while it
    /// is moved.
    /// </summary>
    public static long MostFor(RequestOptions requests, ImagingOptions imaging) =>
        ((long)requests.MaxFiles * FirstSize) + (2 * requests.MaxBytes) + Math.Min(requests.MaxBytes, imaging.MaxEncodedBytes);

    /// <summary>Reads a stream to its end, or until it turns out to hold more than <paramref name="limit"/> bytes.</summary>
    /// <param name="source">The stream; what is not wanted any more is left unread.</param>
    /// <param name="limit">Bytes that it may hold.</param>
    /// <param name="memory">Where the memory is taken from, before it is used.</param>
    /// <param name="declared">How many bytes its sender says it has; null where it does not say.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async ValueTask<ReadBytes> ReadAsync(
        Stream source, long limit, MemoryBudget memory, long? declared, CancellationToken cancellationToken)
    {
        var bytes = new BodyBytes(memory, declared);
        bool isComplete = false;
        try
        {
            while (bytes._length <= limit)
            {
                if (!bytes.TryMakeRoom())
                {
                    return new ReadBytes(ReadOutcome.NoMemory, null, bytes.NextSize);
                }

                int read = await source.ReadAsync(bytes._bytes!.Memory[bytes._length..], cancellationToken);
                if (read == 0)
                {
                    isComplete = true;
                    return new ReadBytes(ReadOutcome.Complete, bytes);
                }

                bytes._length += read;
            }

            return new ReadBytes(ReadOutcome.TooLong, null);
        }
        finally
        {
            if (!isComplete)
            {
                bytes.Dispose();
            }
        }
    }

    /// <summary>Leaves a part of the bytes; the memory stays what it is.</summary>
    /// <param name="start">Where the part begins.</param>
    /// <param name="length">How long it is.</param>
    public void Keep(int start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)start + length, _length);
        (_start, _length) = (_start + start, length);
    }

    public void Dispose()
    {
        if (_bytes is { } bytes)
        {
            _bytes = null;
            Return(bytes);
        }
    }

    // Up to what is declared in few steps and not beyond; behind that, and where nothing is declared, twice as much each time.
    private int NextSize => _bytes is null ? FirstSize
        : _bytes.Length < _declared ? (int)Math.Min(_declared, (long)DeclaredGrowth * _bytes.Length)
        : (int)Math.Min(Array.MaxLength, (long)Growth * _bytes.Length);

    private bool TryMakeRoom()
    {
        if (_bytes is not null && _length < _bytes.Length)
        {
            return true;
        }

        int size = NextSize;
        if (!_memory.TryTake(size, MemoryUse.Bodies))
        {
            return false;
        }

        var larger = new NativeBytes(size);
        if (_bytes is { } full)
        {
            full.GetSpan().CopyTo(larger.GetSpan());
            Return(full);
        }

        _bytes = larger;
        return true;
    }

    private void Return(NativeBytes bytes)
    {
        bytes.Return();
        _memory.Free(bytes.Length, MemoryUse.Bodies);
    }
}
