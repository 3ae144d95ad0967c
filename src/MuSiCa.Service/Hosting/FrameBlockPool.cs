using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace MuSiCa.Service.Hosting;

/// <summary>
/// Memory in which the server receives and sends: blocks as large as a frame of HTTP/2, four times those of the server's own pool.
/// A raw frame of a video arrives in a quarter of the reads, each of which costs a system call and a turn of the connection.
/// </summary>
internal sealed class FrameBlockPool : MemoryPool<byte>
{
    /// <summary>Bytes of a block: the largest frame that HTTP/2 allows unasked (RFC 9113, 4.2).</summary>
    public const int BlockBytes = 16 * 1024;

    /// <summary>Blocks kept for reuse: 16 MiB.</summary>
    public const int RetainedBlocks = 1024;

    private readonly ConcurrentQueue<Block> _blocks = new();
    private int _retained;

    /// <inheritdoc/>
    public override int MaxBufferSize => BlockBytes;

    /// <inheritdoc/>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
        if (!_blocks.TryDequeue(out Block? block))
        {
            block = new Block(this);
        }
        else
        {
            Interlocked.Decrement(ref _retained);
        }

        block.MarkRented();
        return block;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _blocks.Clear();

    private void Return(Block block)
    {
        if (Interlocked.Increment(ref _retained) <= RetainedBlocks)
        {
            _blocks.Enqueue(block);
        }
        else
        {
            Interlocked.Decrement(ref _retained);
        }
    }

    // Pinned for good: sockets would pin it for every read.
    private sealed class Block(FrameBlockPool pool) : IMemoryOwner<byte>
    {
        private readonly Memory<byte> _memory =
            MemoryMarshal.CreateFromPinnedArray(GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true), 0, BlockBytes);

        private int _rented;

        public Memory<byte> Memory => _memory;

        public void MarkRented() => Volatile.Write(ref _rented, 1);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _rented, 0) == 1)
            {
                pool.Return(this);
            }
        }
    }
}

/// <summary>Has the server use <see cref="FrameBlockPool"/>.</summary>
internal sealed class FrameBlockPoolFactory : IMemoryPoolFactory<byte>
{
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new FrameBlockPool();
}
