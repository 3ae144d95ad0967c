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

    private Task Wait() => _pace.WaitAsync(CancellationToken.None);
}
