using MuSiCa.Protos.V1;
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
        List<long> read = await ReadAsync(inbox, count: 1);
        await second;
        inbox.Complete();

        read.AddRange(await ReadAsync(inbox));
        Assert.Equal(new long[] { 1, 2 }, read);
        Assert.Equal(0u, inbox.TakeSkipped().Count);
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

        Assert.Equal(5, Assert.Single(await ReadAsync(inbox)));
        (uint count, long[] numbers) = inbox.TakeSkipped();
        Assert.Equal(4u, count);
        Assert.Equal([1, 2, 3, 4], numbers);
        Assert.Equal(0u, inbox.TakeSkipped().Count);
        Assert.Equal(0, _memory.Used);
    }

    [Fact]
    public async Task TakeSkipped_VeryMany_KeepsTheLastNumbers()
    {
        using var inbox = new FrameInbox(skips: true);
        for (int id = 0; id <= 1000; id++)
        {
            await inbox.AddAsync(Frame(id), CancellationToken.None);
        }

        (uint count, long[] numbers) = inbox.TakeSkipped();

        Assert.Equal(1000u, count);
        Assert.Equal(FrameInbox.KeptNumbers, numbers.Length);
        Assert.Equal(999, numbers[^1]);
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

    private ReceivedFrame Frame(long id)
    {
        Assert.True(_memory.TryTake(10));
        return new ReceivedFrame(new Frame { Id = id }, new MessageLease(_memory, 10), null);
    }

    private static async Task<List<long>> ReadAsync(FrameInbox inbox, int count = int.MaxValue)
    {
        var read = new List<long>();
        await foreach (ReceivedFrame frame in inbox.ReadAllAsync(CancellationToken.None))
        {
            read.Add(frame.Message.Id);
            frame.Dispose();
            if (read.Count == count)
            {
                break;
            }
        }

        return read;
    }
}
