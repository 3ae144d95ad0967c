using MuSiCa.Service.Admission;

namespace MuSiCa.Service.Tests.Admission;

public sealed class RefusalPaceTests
{
    private readonly TestTime _time = new();
    private readonly RefusalPace _pace;

    public RefusalPaceTests() => _pace = new RefusalPace(_time);

    [Fact]
    public async Task WaitAsync_MoreThanTheRate_TheOthersWait()
    {
        Assert.All(Enumerable.Range(0, RefusalPace.AtOnce), _ => Assert.True(Wait().IsCompleted));

        Task next = Wait();

        Assert.False(next.IsCompleted);
        _time.Advance(RefusalPace.Pause);
        await next;
    }

    [Fact]
    public void WaitAsync_NextWindow_AnswersAtOnceAgain()
    {
        for (int i = 0; i < 3 * RefusalPace.AtOnce; i++)
        {
            _ = Wait();
        }

        _time.Advance(RefusalPace.Window);

        Assert.True(Wait().IsCompleted);
    }

    [Fact]
    public async Task WaitAsync_LargeBodies_WaitForThoseBeforeThem()
    {
        Assert.True(Wait(RefusalPace.BytesPerSecond / 2).IsCompleted);

        Task second = Wait(RefusalPace.BytesPerSecond / 2);
        Task third = Wait(1);

        _time.Advance(TimeSpan.FromSeconds(0.4));
        Assert.False(second.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await second;
        Assert.False(third.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.5));
        await third;
    }

    [Fact]
    public async Task WaitAsync_MuchMoreThanTheRate_NobodyWaitsLongerThanTheLongestPause()
    {
        Task[] waiting = [.. Enumerable.Range(0, 15).Select(_ => Wait(RefusalPace.BytesPerSecond))];

        _time.Advance(RefusalPace.LongestPause);

        await Task.WhenAll(waiting);
    }

    private Task Wait(long body = 0) => _pace.WaitAsync(body, CancellationToken.None);
}
