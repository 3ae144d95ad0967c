using MuSiCa.Service.Admission;
using MuSiCa.Serving;

namespace MuSiCa.Service.Tests.Admission;

public sealed class ShareTests
{
    private const int Limit = 1000;

    private readonly MemoryBudget _memory = new(Limit);

    [Fact]
    public void TryTake_OneClientWithManyRequests_HoldsHalfAtMost()
    {
        var client = new ClientShare();

        Assert.Equal(Limit / 2, TakeAll(client, step: 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(9)]
    public void TryTake_ManyClientsThatTakeWhatTheyCan_LeaveAPartForTheNext(int clients)
    {
        var shares = Enumerable.Range(0, clients).Select(static _ => new ClientShare()).ToList();
        bool went = true;
        while (went)
        {
            went = false;
            foreach (ClientShare share in shares)
            {
                went |= new MemoryAccount(_memory, MemoryUse.Messages, share).TryTake(1);
            }
        }

        Assert.InRange(Limit - _memory.Used, (Limit / (clients + 1)) - clients, Limit);
        Assert.True(new MemoryAccount(_memory, MemoryUse.Messages, new ClientShare()).TryTake((Limit / (clients + 1)) - clients));
    }

    [Fact]
    public void TryTake_OnlyRequestOfAClient_GetsWhatThereIs()
    {
        var account = new MemoryAccount(_memory, MemoryUse.Messages, new ClientShare());

        Assert.True(account.TryTake(600));
        Assert.True(account.TryTake(400));
        Assert.False(account.TryTake(1));
        Assert.Equal(Limit, account.Held);
    }

    [Fact]
    public void TryTake_Refused_TakesNothing()
    {
        var client = new ClientShare();
        var first = new MemoryAccount(_memory, MemoryUse.Messages, client);
        var second = new MemoryAccount(_memory, MemoryUse.Messages, client);
        Assert.True(first.TryTake(400));

        Assert.False(second.TryTake(300));
        Assert.False(second.TryTake(700));

        Assert.Equal((400, 0, 400), (client.Memory.Held, second.Held, _memory.Used));
        first.Free(400);
        Assert.Equal((0, 0, 0), (client.Memory.Held, first.Held, _memory.Used));
        Assert.True(second.TryTake(Limit));
    }

    [Fact]
    public void TryTake_ManyAtOnce_NeverCountsWrong()
    {
        ClientShare[] clients = [new(), new(), new()];
        Parallel.For(0, 10_000, i =>
        {
            var account = new MemoryAccount(_memory, MemoryUse.Messages, clients[i % clients.Length]);
            if (account.TryTake(i % 300))
            {
                account.Free(i % 300);
            }
        });

        Assert.Equal(0, _memory.Used);
        Assert.All(clients, static client => Assert.Equal(0, client.Memory.Held));
    }

    private int TakeAll(ClientShare client, int step)
    {
        int taken = 0;
        while (new MemoryAccount(_memory, MemoryUse.Messages, client).TryTake(step))
        {
            taken += step;
        }

        return taken;
    }
}
