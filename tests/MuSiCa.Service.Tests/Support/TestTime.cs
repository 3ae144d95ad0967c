using Microsoft.Extensions.Time.Testing;

namespace MuSiCa.Service.Tests;

/// <summary>Time that stands still until a test moves it, and that says when something begins to wait for it.</summary>
internal sealed class TestTime : FakeTimeProvider
{
    public Signal TimerSet { get; } = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = base.CreateTimer(callback, state, dueTime, period);
        TimerSet.Give();
        return timer;
    }
}
