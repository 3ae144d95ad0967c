using MuSiCa.Service.Admission;

namespace MuSiCa.Service.Tests.Admission;

/// <summary>Bodies on their way count for those who come after them, and not for long.</summary>
public sealed class ExpectedWorkTests
{
    private readonly TestTime _time = new();
    private readonly PendingWork _pending;
    private readonly ClientShare _client = new();

    public ExpectedWorkTests()
    {
        _pending = new PendingWork(processors: 1, _time);
        _pending.Add(_client, 100);
        _pending.Add(_client, 100);
    }

    [Fact]
    public void EstimateFor_BodiesArrive_CountsThemWhereAsked()
    {
        using IDisposable expected = _pending.Expect(50);

        Assert.Equal(250, Milliseconds(withExpected: true));
        Assert.Equal(200, Milliseconds(withExpected: false));
    }

    [Fact]
    public void EstimateFor_BodyIsThere_CountsItNoMore()
    {
        _pending.Expect(50).Dispose();

        Assert.Equal(200, Milliseconds(withExpected: true));
    }

    [Fact]
    public void EstimateFor_BodyArrivesSlowly_CountsItForASecond()
    {
        IDisposable slow = _pending.Expect(50);
        _time.Advance(TimeSpan.FromMilliseconds(900));
        using IDisposable next = _pending.Expect(7);

        Assert.Equal(257, Milliseconds(withExpected: true));
        _time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Equal(207, Milliseconds(withExpected: true));
        slow.Dispose();
        slow.Dispose();

        Assert.Equal(207, Milliseconds(withExpected: true));
    }

    private double Milliseconds(bool withExpected) => _pending.EstimateFor(new ClientShare(), 1000, withExpected) is { } estimate
        ? estimate.TotalMilliseconds - 1000
        : double.NaN;
}
