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
        var failed = new List<(PendingFace Face, int Stage)>();
        _watch.Abandon(_limit, _clock.Now, failed);
        foreach ((PendingFace face, int stage) in failed)
        {
            face.Fail(FaceEnd.Failed, new StageStalledException(stage + 1, _limit));
            face.LetGo();
        }

        if (failed.Count > 0 && _dispatcher.IsStalled)
        {
            var refusal = new AdmissionException(AdmissionRefusal.Stalled);
            foreach (PendingFace face in _dispatcher.RemoveAll())
            {
                face.Fail(FaceEnd.GivenBack, refusal);
                face.Drop();
            }
        }
    }
}
