namespace MuSiCa.Serving;

/// <summary>Gives up batches whose stage does not come back, so that a device that hangs does not keep callers waiting.</summary>
internal sealed class Watchdog : IDisposable
{
    private const int LooksPerLimit = 4;

    private readonly StageWatch _watch;
    private readonly Dispatcher _dispatcher;
    private readonly Breaker _breaker;
    private readonly TimeSpan _limit;
    private readonly SchedulerClock _clock;
    private readonly ITimer _timer;

    public Watchdog(
        StageWatch watch, Dispatcher dispatcher, Breaker breaker, TimeSpan limit, SchedulerClock clock, TimeProvider timeProvider)
    {
        _watch = watch;
        _dispatcher = dispatcher;
        _breaker = breaker;
        _limit = limit;
        _clock = clock;
        _timer = timeProvider.CreateTimer(static state => ((Watchdog)state!).Look(), this, limit / LooksPerLimit, limit / LooksPerLimit);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var faces = new List<(PendingFace Face, int Stage)>();
        var runs = new List<AbandonedRun>();
        _watch.Abandon(_limit, _clock.Now, faces, runs);
        foreach (AbandonedRun run in runs)
        {
            Note(run);
        }

        foreach ((PendingFace face, int stage) in faces)
        {
            face.Fail(FaceEnd.Failed, new StageStalledException(stage + 1, _limit));
            face.LetGo();
        }

        if (runs.Count > 0 && _dispatcher.IsStalled)
        {
            var refusal = new AdmissionException(AdmissionRefusal.Stalled);
            foreach (PendingFace face in _dispatcher.RemoveAll())
            {
                face.Fail(FaceEnd.GivenBack, refusal);
                face.Drop();
            }
        }
    }

    // A stage that is late every time is no better than one that throws.
    private void Note(AbandonedRun run)
    {
        if (run.IsProbe)
        {
            _breaker.EndProbe(ran: false);
        }
        else
        {
            _breaker.NoteFailure(run.Stage, run.Rows);
        }
    }
}
