using System.IO.Pipelines;
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
        using CountedPipeReader reader = Reader();
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
        using (CountedPipeReader reader = Reader())
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

    [Fact]
    public async Task Dispose_BytesLeft_GivesThemBackOnce()
    {
        CountedPipeReader reader = Reader();
        await _pipe.Writer.WriteAsync(new byte[30]);
        Assert.True(reader.TryRead(out _));

        reader.Dispose();
        reader.Dispose();

        Assert.Equal(0, _memory.Used);
    }

    [Fact]
    public async Task ReadAsync_LeftBehindAtDisposal_HoldsNothing()
    {
        CountedPipeReader reader = Reader();
        await _pipe.Writer.WriteAsync(new byte[30]);
        ReadResult result = await reader.ReadAsync();
        reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        ValueTask<ReadResult> leftBehind = reader.ReadAsync();

        reader.Dispose();
        await _pipe.Writer.CompleteAsync();

        Assert.Equal(30, (await leftBehind).Buffer.Length);
        Assert.Equal(0, _memory.Used);
    }

    private CountedPipeReader Reader() => new(_pipe.Reader, _memory, wanted => new InsufficientMemoryException($"{wanted}"));
}
