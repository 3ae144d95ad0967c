namespace MuSiCa.Serving;

/// <summary>Gives up batches whose stage does not come back, so that a device that hangs does not keep callers waiting.</summary>
internal sealed class Watchdog : IDisposable
{
    private const int LooksPerLimit = 4;

    private readonly StageWatch _watch;
    private readonly Dispatcher _dispatcher;
    private readonly TimeSpan _limit;
    private readonly SchedulerClock _clock;
    private readonly ITimer _timer;

    public Watchdog(StageWatch watch, Dispatcher dispatcher, TimeSpan limit, SchedulerClock clock, TimeProvider timeProvider)
    {
        _watch = watch;
        _dispatcher = dispatcher;
        _limit = limit;
        _clock = clock;
        _timer = timeProvider.CreateTimer(static state => ((Watchdog)state!).Look(), this, limit / LooksPerLimit, limit / LooksPerLimit);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var items = new List<WorkItem>();
        var runs = new List<AbandonedRun>();
        _watch.Abandon(_limit, _clock.Now, items, runs);

        // A stage that is late every time is no better than one that throws.
        foreach (AbandonedRun run in runs)
        {
            if (run.IsProbe)
            {
                run.Model.Breaker.EndProbe(ran: false);
            }
            else
            {
                run.Model.Breaker.NoteFailure(run.Stage, run.Rows);
            }
        }

        StageWatch.EndHeld(items, WorkEnd.Failed, item => new StageStalledException(item.Model.NumberOf(item.Stage), _limit));
        if (runs.Count > 0 && _dispatcher.IsStalled)
        {
            var refusal = new AdmissionException(AdmissionRefusal.Stalled);
            WorkItem.EndAll(_dispatcher.RemoveAll(), WorkEnd.GivenBack, _ => refusal);
        }
    }
}
