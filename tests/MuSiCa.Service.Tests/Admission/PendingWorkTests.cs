using MuSiCa.Service.Admission;

namespace MuSiCa.Service.Tests.Admission;

public sealed class PendingWorkTests
{
    private const int Processors = 2;

    private readonly TestTime _time = new();
    private readonly PendingWork _pending;
    private readonly ClientShare _client = new();

    public PendingWorkTests() => _pending = new PendingWork(Processors, _time);

    [Fact]
    public void EstimateFor_ProcessorsNotAllBusy_IsUnknown()
    {
        Add(3, 1000);

        Assert.Null(_pending.EstimateFor(_client, 1000));
    }

    [Fact]
    public void EstimateFor_NothingMeasured_IsTheWorkOverTheProcessors()
    {
        Add(4, 100);

        Assert.Equal(TimeSpan.FromMilliseconds(250), _pending.EstimateFor(_client, 100));
    }

    [Fact]
    public void EstimateFor_OneClientSendsALot_IsShortForOthers()
    {
        Add(100, 100);

        Assert.Equal(TimeSpan.FromMilliseconds(10), _pending.EstimateFor(new ClientShare(), 10));
        Assert.Equal(TimeSpan.FromMilliseconds(5005), _pending.EstimateFor(_client, 10));
    }

    [Fact]
    public void EstimateFor_ManyClients_CountsAllOfThem()
    {
        for (int i = 0; i < 10; i++)
        {
            _pending.Add(new ClientShare(), 100);
        }

        Assert.Equal(TimeSpan.FromMilliseconds(550), _pending.EstimateFor(new ClientShare(), 100));
    }

    [Fact]
    public void EstimateFor_WorkGetsDoneMoreSlowly_Follows()
    {
        Add(100, 100);

        // Ten images a second of 100 ms each: half of what two processors should do.
        for (int i = 0; i < 50; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            _pending.Remove(_client, 100, isDone: true);
            _pending.Add(_client, 100);
        }

        Assert.Equal(10_000, _pending.EstimateFor(_client, 0)!.Value.TotalMilliseconds, tolerance: 800);
    }

    // What is done while the processors are idle half of the time does not tell how much they could do.
    [Fact]
    public void Remove_ProcessorsNotAllBusy_DoesNotTellTheRate()
    {
        for (int i = 0; i < 50; i++)
        {
            Add(1, 10);
            _time.Advance(TimeSpan.FromSeconds(1));
            _pending.Remove(_client, 10, isDone: true);
        }

        Add(4, 100);
        Assert.Equal(TimeSpan.FromMilliseconds(200), _pending.EstimateFor(_client, 0));
    }

    [Fact]
    public void Remove_Everything_LeavesNothing()
    {
        var other = new ClientShare();
        Add(5, 0.1);
        _pending.Add(other, 1e9);
        _pending.Remove(other, 1e9, isDone: false);
        for (int i = 0; i < 5; i++)
        {
            _pending.Remove(_client, 0.1, isDone: true);
        }

        Assert.Equal((0, 0.0, 0.0, 0.0), (_pending.Requests, _pending.Milliseconds, _client.Work, other.Work));
    }

    private void Add(int requests, double work)
    {
        for (int i = 0; i < requests; i++)
        {
            _pending.Add(_client, work);
        }
    }
}
