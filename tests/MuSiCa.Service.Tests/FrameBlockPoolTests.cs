using System.Buffers;
using MuSiCa.Service.Hosting;

namespace MuSiCa.Service.Tests;

public sealed class FrameBlockPoolTests : IDisposable
{
    private readonly FrameBlockPool _pool = new();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void Rent_AnySizeUpToABlock_GivesAWholeBlock()
    {
        using IMemoryOwner<byte> one = _pool.Rent();
        using IMemoryOwner<byte> other = _pool.Rent(FrameBlockPool.BlockBytes);

        Assert.Equal(FrameBlockPool.BlockBytes, one.Memory.Length);
        Assert.Equal(FrameBlockPool.BlockBytes, other.Memory.Length);
        Assert.False(one.Memory.Span.Overlaps(other.Memory.Span));
    }

    [Fact]
    public void Rent_MoreThanABlock_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _pool.Rent(FrameBlockPool.BlockBytes + 1));

    [Fact]
    public void Rent_AfterAReturn_GivesTheSameBlockAgain()
    {
        IMemoryOwner<byte> first = _pool.Rent();
        first.Dispose();

        Assert.Same(first, _pool.Rent());
    }

    [Fact]
    public void Dispose_OfABlockTwice_ReturnsItOnce()
    {
        IMemoryOwner<byte> first = _pool.Rent();
        first.Dispose();
        first.Dispose();

        Assert.NotSame(_pool.Rent(), _pool.Rent());
    }

    [Fact]
    public void Dispose_OfMoreBlocksThanAreKept_LetsTheRestGo()
    {
        IMemoryOwner<byte>[] blocks = [.. Enumerable.Range(0, FrameBlockPool.RetainedBlocks + 5).Select(_ => _pool.Rent())];
        Array.ForEach(blocks, block => block.Dispose());

        IMemoryOwner<byte>[] again = [.. blocks.Select(_ => _pool.Rent())];

        Assert.Equal(FrameBlockPool.RetainedBlocks, again.Intersect(blocks).Count());
    }
}
