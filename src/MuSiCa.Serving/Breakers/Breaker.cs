namespace MuSiCa.Serving;

/// <summary>Whether a model may run.</summary>
public enum BreakerState
{
    /// <summary>It runs.</summary>
    Closed,

    /// <summary>It failed again and again; whether it runs again is about to be tried, with nothing of any caller.</summary>
    HalfOpen,

    /// <summary>It failed again and again, and nothing runs until the pause is over.</summary>
    Open,
}

/// <summary>When a breaker opens, and how it closes again.</summary>
public sealed record BreakerOptions
{
    /// <summary>Batches that fail in a row in the same stage before the breaker opens, above 0.</summary>
    public int Failures { get; init; } = 5;

    /// <summary>Pause before it is tried whether the model runs again; doubled each time that it does not, above 0.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause, at least <see cref="Pause"/>.</summary>
    public TimeSpan MaxPause { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>A breaker as it is seen from outside.</summary>
/// <param name="State">Its state.</param>
/// <param name="OpenFor">Since when it has not been closed; zero while it is.</param>
/// <param name="RetryAfter">When it may be closed again; zero while it is.</param>
/// <param name="Openings">How often it has opened, probes that failed not counted.</param>
public readonly record struct BreakerStatus(BreakerState State, TimeSpan OpenFor, TimeSpan RetryAfter, long Openings);

/// <summary>
/// Keeps callers from a model that fails every time. Opens when a stage failed on a number of batches in a row; one batch of its
/// own, the probe, is then run after a pause, and closes it or opens it for twice as long. Thread-safe; never calls out under its
/// lock.
/// </summary>
internal sealed class Breaker : IDisposable
{
    private readonly Lock _lock = new();
    private readonly BreakerOptions _options;
    private readonly SchedulerClock _clock;
    private readonly TimeProvider _timeProvider;
    private readonly ServingLog _log;
    private readonly int[] _failures;
    private readonly string _model;
    private ITimer? _timer;
    private volatile BreakerState _state;
    private (int Stage, int Rows) _probe;
    private bool _isProbing;
    private long _openings;
    private int _openingsInARow;
    private TimeSpan _openSince;
    private TimeSpan _due;

    /// <summary>Creates a closed breaker.</summary>
    /// <param name="model">Name of the model, for the log.</param>
    /// <param name="stages">How many stages are counted, each for itself: others that run well say nothing about one that fails.</param>
    /// <param name="options">When it opens and closes.</param>
    /// <param name="clock">Measures how long it is open.</param>
    /// <param name="timeProvider">Ends the pauses.</param>
    /// <param name="log">Is told what happens.</param>
    public Breaker(string model, int stages, BreakerOptions options, SchedulerClock clock, TimeProvider timeProvider, ServingLog log)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Failures);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Pause, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxPause, options.Pause);
        _model = model;
        _failures = new int[stages];
        _options = options;
        _clock = clock;
        _timeProvider = timeProvider;
        _log = log;
    }

    /// <summary>Raised after each change of the state, on the thread that made it, which holds no lock.</summary>
    public event Action? Changed;

    /// <summary>Its state.</summary>
    public BreakerState State => _state;

    /// <summary>Whether nothing may run but a probe.</summary>
    public bool IsOpen => _state != BreakerState.Closed;

    /// <summary>Whether a probe is to be run and nobody has taken it.</summary>
    public bool WantsProbe
    {
        get
        {
            if (!IsOpen)
            {
                return false;
            }

            lock (_lock)
            {
                return WantsProbe_NeedsLock;
            }
        }
    }

    /// <summary>How it stands.</summary>
    public BreakerStatus Status
    {
        get
        {
            lock (_lock)
            {
                TimeSpan now = _clock.Now;
                return _state switch
                {
                    BreakerState.Closed => new(_state, TimeSpan.Zero, TimeSpan.Zero, _openings),
                    BreakerState.Open => new(_state, now - _openSince, _due > now ? _due - now : TimeSpan.Zero, _openings),
                    _ => new(_state, now - _openSince, _options.Pause, _openings),
                };
            }
        }
    }

    /// <summary>A batch ran.</summary>
    /// <param name="stage">The stage, counted from 0.</param>
    public void NoteSuccess(int stage)
    {
        lock (_lock)
        {
            _failures[stage] = 0;
            if (_state == BreakerState.Closed && stage == _probe.Stage)
            {
                _openingsInARow = 0;
            }
        }
    }

    /// <summary>A batch failed.</summary>
    /// <param name="stage">The stage, counted from 0.</param>
    /// <param name="rows">How many rows the batch had; the probe will have as many.</param>
    public void NoteFailure(int stage, int rows)
    {
        TimeSpan pause;
        lock (_lock)
        {
            if (_state != BreakerState.Closed || ++_failures[stage] < _options.Failures)
            {
                return;
            }

            _probe = (stage, rows);
            _openSince = _clock.Now;
            _openings++;
            pause = Open_NeedsLock();
        }

        _log.Opened(_model, _options.Failures, pause);
        Changed?.Invoke();
    }

    /// <summary>Hands the probe to one caller when it is time for it, who then must call <see cref="EndProbe"/>.</summary>
    /// <param name="stage">The stage to run, counted from 0.</param>
    /// <param name="rows">With how many rows.</param>
    public bool TryBeginProbe(out int stage, out int rows)
    {
        lock (_lock)
        {
            (stage, rows) = _probe;
            bool begins = WantsProbe_NeedsLock;
            _isProbing |= begins;
            return begins;
        }
    }

    /// <summary>The probe is back, or was given up.</summary>
    /// <param name="ran">Whether the model ran.</param>
    public void EndProbe(bool ran)
    {
        TimeSpan pause = default;
        lock (_lock)
        {
            _isProbing = false;
            if (ran)
            {
                Array.Clear(_failures);
                _state = BreakerState.Closed;
            }
            else
            {
                pause = Open_NeedsLock();
            }
        }

        Changed?.Invoke();
        if (ran)
        {
            _log.Closed(_model);
        }
        else
        {
            _log.ProbeFailed(_model, pause);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _timer?.Dispose();
        }
    }

    private bool WantsProbe_NeedsLock => _state == BreakerState.HalfOpen && !_isProbing;

    private TimeSpan Open_NeedsLock()
    {
        TimeSpan pause = _options.Pause;
        for (int i = 0; i < _openingsInARow && pause < _options.MaxPause; i++)
        {
            pause *= 2;
        }

        pause = pause < _options.MaxPause ? pause : _options.MaxPause;
        _openingsInARow++;
        _due = _clock.Now + pause;
        _state = BreakerState.Open;
        _timer ??= _timeProvider.CreateTimer(
            static breaker => ((Breaker)breaker!).EndPause(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(pause, Timeout.InfiniteTimeSpan);
        return pause;
    }

    private void EndPause()
    {
        lock (_lock)
        {
            if (_state != BreakerState.Open)
            {
                return;
            }

            _state = BreakerState.HalfOpen;
        }

        Changed?.Invoke();
    }
}
