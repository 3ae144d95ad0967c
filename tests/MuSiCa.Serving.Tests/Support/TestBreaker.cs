using Microsoft.Extensions.Time.Testing;

namespace MuSiCa.Serving.Tests;

/// <summary>A breaker by itself.</summary>
internal static class TestBreaker
{
    public static Breaker Create(
        BreakerOptions? options = null, TimeProvider? time = null, int stages = TestModel.Stages, Action? changed = null)
    {
        time ??= new FakeTimeProvider();
        var breaker = new Breaker("test", stages, options ?? new BreakerOptions(), new SchedulerClock(time), time, new ServingLog(null));
        breaker.Changed += changed;
        return breaker;
    }
}
