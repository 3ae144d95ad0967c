using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace MuSiCa.Client.Tests;

/// <summary>Time that stands still until a test moves it, and that tells what is waited for.</summary>
internal sealed class WaitedTime : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = base.CreateTimer(callback, state, dueTime, period);
        _timers.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>The next wait that begins.</summary>
    public async Task<TimeSpan> NextAsync() => await _timers.Reader.ReadAsync();

    /// <summary>Lets the next wait pass and gives its length.</summary>
    public async Task<TimeSpan> PassAsync()
    {
        TimeSpan wait = await NextAsync();
        Advance(wait);
        return wait;
    }
}
