using System.Buffers;
using MuSiCa.Service.Configuration;
using MuSiCa.Serving;

namespace MuSiCa.Service.Uploads;

/// <summary>Bytes in one piece of rented memory, which counts in the budget of the service; given back on disposal.</summary>
internal sealed class PooledBytes : IDisposable
{
    // Grows with what arrives: a length that is only declared must not cost memory.
    private const int FirstRent = 64 * 1024;

    private readonly MemoryBudget _memory;
    private byte[]? _array;
    private int _length;

    private PooledBytes(MemoryBudget memory) => _memory = memory;

    /// <summary>The bytes; not to be used after disposal.</summary>
    public ReadOnlyMemory<byte> Memory
    {
        get
        {
            ObjectDisposedException.ThrowIf(_array is null, this);
            return _array.AsMemory(0, _length);
        }
    }

    /// <summary>
    /// The most that the files of one request take at any time: each up to twice its size, and the largest once more while it
    /// is moved.
    /// </summary>
    public static long MostFor(RequestOptions requests, ImagingOptions imaging) =>
        ((long)requests.MaxFiles * FirstRent) + (2 * requests.MaxBytes) + Math.Min(requests.MaxBytes, imaging.MaxEncodedBytes);

    /// <summary>Reads a stream to its end, or until it turns out to hold more than <paramref name="limit"/> bytes.</summary>
    /// <param name="source">The stream; what is not wanted any more is left unread.</param>
    /// <param name="limit">Bytes that it may hold.</param>
    /// <param name="memory">Where the memory is taken from, before it is used.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async ValueTask<ReadBytes> ReadAsync(
        Stream source, long limit, MemoryBudget memory, CancellationToken cancellationToken)
    {
        var bytes = new PooledBytes(memory);
        bool isComplete = false;
        try
        {
            while (bytes._length <= limit)
            {
                if (!bytes.TryMakeRoom())
                {
                    return new ReadBytes(ReadOutcome.NoMemory, null, bytes.NextSize);
                }

                int read = await source.ReadAsync(bytes._array.AsMemory(bytes._length), cancellationToken);
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

    public void Dispose()
    {
        if (_array is { } array)
        {
            _array = null;
            Return(array);
        }
    }

    // Sizes that the pool has, so that it rents out exactly what is asked for.
    private int NextSize => _array is null ? FirstRent : (int)Math.Min(Array.MaxLength, 2L * _array.Length);

    private bool TryMakeRoom()
    {
        if (_array is not null && _length < _array.Length)
        {
            return true;
        }

        int size = NextSize;
        if (!_memory.TryTake(size))
        {
            return false;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(size);
        if (_array is { } full)
        {
            full.CopyTo(larger, 0);
            Return(full);
        }

        _array = larger;
        return true;
    }

    private void Return(byte[] array)
    {
        ArrayPool<byte>.Shared.Return(array);
        _memory.Free(array.Length);
    }
}
