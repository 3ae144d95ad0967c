using System.IO.Pipelines;
using MuSiCa.Service.Admission;
using MuSiCa.Service.Grpc;
using MuSiCa.Serving;

namespace MuSiCa.Service.Tests.Grpc;

public sealed class CountedPipeReaderTests
{
    private readonly MemoryBudget _memory = new(100);
    private readonly Pipe _pipe = new();

    [Fact]
    public async Task ReadAsync_BytesThatStay_AreCountedUntilTheyAreConsumed()
    {
        await using CountedPipeReader reader = Reader();
        await _pipe.Writer.WriteAsync(new byte[60]);

        ReadResult result = await reader.ReadAsync();
        Assert.Equal(60, _memory.Used);
        reader.AdvanceTo(result.Buffer.GetPosition(20), result.Buffer.End);
        Assert.Equal(40, _memory.Used);
        await _pipe.Writer.WriteAsync(new byte[10]);
        result = await reader.ReadAsync();
        Assert.Equal(50, _memory.Used);
        reader.AdvanceTo(result.Buffer.End);

        Assert.Equal(0, _memory.Used);
    }

    [Fact]
    public async Task ReadAsync_MoreThanThereIs_ThrowsAndHoldsOnlyWhatItHad()
    {
        await using (CountedPipeReader reader = Reader())
        {
            await _pipe.Writer.WriteAsync(new byte[90]);
            ReadResult result = await reader.ReadAsync();
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            await _pipe.Writer.WriteAsync(new byte[11]);

            InsufficientMemoryException refusal = await Assert.ThrowsAsync<InsufficientMemoryException>(async () => await reader.ReadAsync());

            Assert.Equal("11", refusal.Message);
            Assert.Equal(90, _memory.Used);
        }

        Assert.Equal(0, _memory.Used);
    }

    // The server lends its bodies to one request after the other.
    [Fact]
    public async Task ReadAsync_Refused_LeavesTheBodyReadableForTheNextRequest()
    {
        await using CountedPipeReader reader = Reader();
        await _pipe.Writer.WriteAsync(new byte[101]);

        await Assert.ThrowsAsync<InsufficientMemoryException>(async () => await reader.ReadAsync());

        await _pipe.Writer.WriteAsync(new byte[1]);
        Assert.Equal(102, (await _pipe.Reader.ReadAsync()).Buffer.Length);
    }

    [Fact]
    public async Task DisposeAsync_BytesLeft_GivesThemBackOnce()
    {
        CountedPipeReader reader = Reader();
        await _pipe.Writer.WriteAsync(new byte[30]);
        ReadResult result = await reader.ReadAsync();
        reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        Assert.Equal(30, _memory.Used);

        await reader.DisposeAsync();
        await reader.DisposeAsync();

        Assert.Equal(0, _memory.Used);
    }

    [Fact]
    public async Task DisposeAsync_ReadLeftBehind_IsEndedAndTheBodyReadableForTheNextRequest()
    {
        CountedPipeReader reader = Reader();
        await _pipe.Writer.WriteAsync(new byte[30]);
        ReadResult result = await reader.ReadAsync();
        reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        ValueTask<ReadResult> leftBehind = reader.ReadAsync();

        ValueTask disposal = reader.DisposeAsync();
        ReadResult last = await leftBehind;
        Assert.True(last.IsCanceled);
        Assert.False(disposal.IsCompleted);
        reader.AdvanceTo(last.Buffer.Start, last.Buffer.End);
        await disposal;

        Assert.Equal(0, _memory.Used);
        await _pipe.Writer.WriteAsync(new byte[1]);
        Assert.Equal(31, (await _pipe.Reader.ReadAsync()).Buffer.Length);
    }

    [Fact]
    public async Task ReadAsync_BehindTheEnd_TouchesNothing()
    {
        CountedPipeReader reader = Reader();
        await reader.DisposeAsync();

        ReadResult result = await reader.ReadAsync();
        reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);

        Assert.True(result.IsCanceled);
        Assert.False(reader.TryRead(out _));
        await _pipe.Writer.WriteAsync(new byte[1]);
        Assert.Equal(1, (await _pipe.Reader.ReadAsync()).Buffer.Length);
    }

    [Fact]
    public async Task HoldUnpacked_Bytes_AreCountedTwiceUntilTheMessageIsConsumed()
    {
        await using CountedPipeReader reader = Reader();
        await _pipe.Writer.WriteAsync(new byte[10]);
        ReadResult result = await reader.ReadAsync();

        reader.HoldUnpacked(40);
        Assert.Equal(90, _memory.Used);
        Assert.Throws<InsufficientMemoryException>(() => reader.HoldUnpacked(6));
        reader.AdvanceTo(result.Buffer.End);

        Assert.Equal(0, _memory.Used);
    }

    private CountedPipeReader Reader() => new(_pipe.Reader, new MemoryAccount(_memory, MemoryUse.Messages, new ClientShare()), wanted => new InsufficientMemoryException($"{wanted}"));
}
