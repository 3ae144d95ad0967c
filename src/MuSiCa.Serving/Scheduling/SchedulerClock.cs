namespace MuSiCa.Serving;

/// <summary>The time since the scheduler began.</summary>
internal sealed class SchedulerClock(TimeProvider timeProvider)
{
    private readonly long _start = timeProvider.GetTimestamp();

    public TimeSpan Now => timeProvider.GetElapsedTime(_start);
}
