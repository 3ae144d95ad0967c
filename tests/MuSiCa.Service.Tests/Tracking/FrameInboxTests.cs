using MuSiCa.Protos.V1;
using MuSiCa.Service.Admission;
using MuSiCa.Service.Grpc;
using MuSiCa.Service.Tracking;
using MuSiCa.Serving;

namespace MuSiCa.Service.Tests.Tracking;

public sealed class FrameInboxTests
{
    private readonly MemoryBudget _memory = new(1000);

    [Fact]
    public async Task AddAsync_EveryFrame_WaitsForRoom()
    {
        using var inbox = new FrameInbox(skips: false);
        await inbox.AddAsync(Frame(1), CancellationToken.None);

        ValueTask second = inbox.AddAsync(Frame(2), CancellationToken.None);
        Assert.False(second.IsCompleted);
        List<TakenFrame> read = await ReadAsync(inbox, count: 1);
        await second;
        inbox.Complete();

        read.AddRange(await ReadAsync(inbox));
        Assert.Equal([1L, 2L], read.Select(static taken => taken.Frame.Message.Id));
        Assert.All(read, static taken => Assert.Equal(0u, taken.Skipped));
    }

    [Fact]
    public async Task AddAsync_LatestFrame_SkipsThoseBeforeAndReportsThem()
    {
        using var inbox = new FrameInbox(skips: true);
        for (int id = 1; id <= 5; id++)
        {
            await inbox.AddAsync(Frame(id), CancellationToken.None);
        }

        inbox.Complete();

        TakenFrame taken = Assert.Single(await ReadAsync(inbox));
        Assert.Equal(5, taken.Frame.Message.Id);
        Assert.Equal(4u, taken.Skipped);
        Assert.Equal([1, 2, 3, 4], taken.SkippedIds);
        Assert.Equal(0, _memory.Used);
    }

    [Fact]
    public async Task ReadAllAsync_FramesSkippedAfterOneWasTaken_BelongToTheNext()
    {
        using var inbox = new FrameInbox(skips: true);
        await inbox.AddAsync(Frame(1), CancellationToken.None);
        await inbox.AddAsync(Frame(2), CancellationToken.None);
        await using IAsyncEnumerator<TakenFrame> frames = inbox.ReadAllAsync(CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await frames.MoveNextAsync());
        TakenFrame first = frames.Current;
        for (int id = 3; id <= 5; id++)
        {
            await inbox.AddAsync(Frame(id), CancellationToken.None);
        }

        Assert.True(await frames.MoveNextAsync());
        TakenFrame second = frames.Current;

        Assert.Equal((2L, 1u), (first.Frame.Message.Id, first.Skipped));
        Assert.Equal([1], first.SkippedIds);
        Assert.Equal((5L, 2u), (second.Frame.Message.Id, second.Skipped));
        Assert.Equal([3, 4], second.SkippedIds);
        first.Frame.Dispose();
        second.Frame.Dispose();
    }

    // The writer and the reader race: whatever their order, a frame tells of those that came before it.
    [Fact]
    public async Task ReadAllAsync_WhileFramesArrive_EachTellsOfThoseBeforeIt()
    {
        const int Frames = 20_000;
        using var inbox = new FrameInbox(skips: true);
        Task writing = Task.Run(async () =>
        {
            for (int id = 1; id <= Frames; id++)
            {
                await inbox.AddAsync(Frame(id), CancellationToken.None);
            }

            inbox.Complete();
        });

        List<TakenFrame> read = await ReadAsync(inbox);
        await writing;

        Assert.All(read, static taken => Assert.All(taken.SkippedIds, id => Assert.True(id < taken.Frame.Message.Id)));
        Assert.Equal(Frames, read.Count + read.Sum(static taken => taken.Skipped));
        Assert.Equal(Frames, read[^1].Frame.Message.Id);
        Assert.Equal(0, _memory.Used);
    }

    [Fact]
    public async Task ReadAllAsync_VeryManySkipped_KeepsTheLastNumbers()
    {
        using var inbox = new FrameInbox(skips: true);
        for (int id = 0; id <= 1000; id++)
        {
            await inbox.AddAsync(Frame(id), CancellationToken.None);
        }

        inbox.Complete();
        TakenFrame taken = Assert.Single(await ReadAsync(inbox));

        Assert.Equal(1000u, taken.Skipped);
        Assert.Equal(FrameInbox.KeptNumbers, taken.SkippedIds.Count);
        Assert.Equal(999, taken.SkippedIds[^1]);
    }

    [Fact]
    public async Task Dispose_FrameLeft_GivesItsMemoryBack()
    {
        var inbox = new FrameInbox(skips: false);
        await inbox.AddAsync(Frame(1), CancellationToken.None);
        Assert.Equal(10, _memory.Used);

        inbox.Dispose();

        Assert.Equal(0, _memory.Used);
    }

    [Fact]
    public async Task AddAsync_CancelledWhileItWaits_GivesTheMemoryOfTheFrameBack()
    {
        using var inbox = new FrameInbox(skips: false);
        await inbox.AddAsync(Frame(1), CancellationToken.None);
        using var leaving = new CancellationTokenSource();
        ValueTask second = inbox.AddAsync(Frame(2), leaving.Token);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await second);
        Assert.Equal(10, _memory.Used);
    }

    [Fact]
    public async Task AddAsync_InboxIsOver_GivesTheMemoryOfTheFrameBack()
    {
        var inbox = new FrameInbox(skips: false);
        inbox.Dispose();

        await Assert.ThrowsAnyAsync<InvalidOperationException>(async () => await inbox.AddAsync(Frame(1), CancellationToken.None));

        Assert.Equal(0, _memory.Used);
    }

    [Fact]
    public void Dispose_OfAFrame_LetsGoOfItsImage()
    {
        ReceivedFrame frame = Frame(1);
        frame.Message.Image = new Image();

        frame.Dispose();

        Assert.Null(frame.Message.Image);
    }

    private ReceivedFrame Frame(long id)
    {
        var account = new MemoryAccount(_memory, MemoryUse.Messages, new ClientShare());
        Assert.True(account.TryTake(10));
        return new ReceivedFrame(new Frame { Id = id }, new MessageLease(account), null);
    }

    private static async Task<List<TakenFrame>> ReadAsync(FrameInbox inbox, int count = int.MaxValue)
    {
        var read = new List<TakenFrame>();
        await foreach (TakenFrame taken in inbox.ReadAllAsync(CancellationToken.None))
        {
            read.Add(taken);
            taken.Frame.Dispose();
            if (read.Count == count)
            {
                break;
            }
        }

        return read;
    }
}
