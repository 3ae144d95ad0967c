using MuSiCa.Cascade;

namespace MuSiCa.Serving;

/// <summary>
/// One worker that takes the faces that are waiting, up to a batch, and runs them through the cascade together. Bounded by
/// places: a face holds one from its admission until its outcome.
/// </summary>
public sealed class SingleLane : IFaceAligner, IDisposable
{
    private readonly CascadeSession _session;
    private readonly LaneOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ExitRule _rule;
    private readonly BatchRunner _runner;
    private readonly PlaceCounter _places;
    private readonly FaceQueue _queue = new();
    private readonly FaceRate _rate = new();
    private readonly Thread _worker;
    private int _disposed;

    /// <summary>Creates the lane and starts its worker.</summary>
    /// <param name="session">The cascade; stays the caller's and must outlive the lane.</param>
    /// <param name="options">How much the lane takes.</param>
    /// <param name="timeProvider">Measures how long faces take, for the estimate given with a refusal.</param>
    public SingleLane(CascadeSession session, LaneOptions options, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.QueueLimit);
        _session = session;
        _options = options;
        _timeProvider = timeProvider;
        _rule = new ExitRule(session.Package);
        _runner = new BatchRunner(session, _rule, options.BatchLimit);
        _places = new PlaceCounter(options.QueueLimit);

        // A thread of its own: the pool's threads may all be busy decoding.
        _worker = new Thread(Work) { IsBackground = true, Name = "MuSiCa lane" };
        _worker.Start();
    }

    /// <summary>Places taken now: faces admitted and without an outcome.</summary>
    public int PlacesTaken => _places.Taken;

    /// <inheritdoc/>
    public IFaceAdmission Admit(int faces)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(faces);
        _places.Take(faces, _rate.Estimate);
        return new LaneAdmission(this, faces);
    }

    /// <inheritdoc/>
    public Task WarmUpAsync(CancellationToken cancellationToken) =>
        Task.Run(() => _session.WarmUp(_options.BatchLimit, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task DrainAsync(CancellationToken cancellationToken)
    {
        _places.Drain();
        return _places.Empty.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Stops after the batch that is running; faces that still wait are given back with an <see cref="AdmissionException"/>.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        _places.Drain();
        foreach (LaneFace face in _queue.Close())
        {
            GiveBack(face);
        }

        _worker.Join();
        _runner.Dispose();
    }

    internal ValueTask<FaceAlignment> AlignAsync(PreparedFace face, ExitLimits limits, CancellationToken cancellationToken)
    {
        ExitPlan plan;
        try
        {
            plan = _rule.Resolve(limits);
        }
        catch (ExitLimitsException exception)
        {
            face.Dispose();
            FreePlaces(1);
            return ValueTask.FromException<FaceAlignment>(exception);
        }

        var entry = new LaneFace(face, plan, FreePlace);
        entry.LeaveOn(Leave, cancellationToken);
        if (!_queue.TryAdd(entry))
        {
            GiveBack(entry);
        }

        return new ValueTask<FaceAlignment>(entry.Outcome);
    }

    internal void FreePlaces(int count) => _places.Free(count);

    private void FreePlace() => _places.Free(1);

    private void Leave(LaneFace face, CancellationToken cancellationToken)
    {
        face.Leave(cancellationToken);
        if (_queue.TryRemove(face))
        {
            face.Face.Dispose();
        }
    }

    // A face that has left already keeps that outcome.
    private static void GiveBack(LaneFace face)
    {
        face.Fail(AdmissionException.Draining());
        face.Face.Dispose();
    }

    private void Work()
    {
        var batch = new List<LaneFace>(_options.BatchLimit);
        while (_queue.Take(batch, _options.BatchLimit))
        {
            int faces = batch.Count;
            long start = _timeProvider.GetTimestamp();
            _runner.Run(batch);
            _rate.Note(faces, _timeProvider.GetElapsedTime(start));
        }
    }
}
