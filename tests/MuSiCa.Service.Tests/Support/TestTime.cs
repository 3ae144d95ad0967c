using Microsoft.Extensions.Time.Testing;

namespace MuSiCa.Service.Tests;

/// <summary>Time that stands still until a test moves it, and that says when a deadline is set: a timer that fires once.</summary>
internal sealed class TestTime : FakeTimeProvider
{
    public Signal TimerSet { get; } = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = base.CreateTimer(callback, state, dueTime, period);
        if (period == Timeout.InfiniteTimeSpan)
        {
            TimerSet.Give();
        }

        return timer;
    }
}
