using System.Buffers;

namespace MuSiCa.Service.Uploads;

/// <summary>Bytes in one piece of rented memory, given back on disposal.</summary>
internal sealed class PooledBytes : IDisposable
{
    // Grows with what arrives: a length that is only declared must not cost memory.
    private const int FirstRent = 64 * 1024;

    private byte[]? _array = ArrayPool<byte>.Shared.Rent(FirstRent);
    private int _length;

    /// <summary>The bytes; not to be used after disposal.</summary>
    public ReadOnlyMemory<byte> Memory
    {
        get
        {
            ObjectDisposedException.ThrowIf(_array is null, this);
            return _array.AsMemory(0, _length);
        }
    }

    /// <summary>Reads a stream to its end, or until it turns out to hold more than <paramref name="limit"/> bytes.</summary>
    /// <returns>The bytes, or null when there are more than <paramref name="limit"/>; the rest is then left unread.</returns>
    public static async ValueTask<PooledBytes?> ReadAsync(Stream source, long limit, CancellationToken cancellationToken)
    {
        var bytes = new PooledBytes();
        try
        {
            while (bytes._length <= limit)
            {
                int read = await source.ReadAsync(bytes.Free(), cancellationToken);
                if (read == 0)
                {
                    return bytes;
                }

                bytes._length += read;
            }
        }
        catch
        {
            bytes.Dispose();
            throw;
        }

        bytes.Dispose();
        return null;
    }

    public void Dispose()
    {
        if (_array is { } array)
        {
            _array = null;
            ArrayPool<byte>.Shared.Return(array);
        }
    }

    private Memory<byte> Free()
    {
        if (_length == _array!.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, 2L * _length));
            _array.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_array);
            _array = larger;
        }

        return _array.AsMemory(_length);
    }
}
