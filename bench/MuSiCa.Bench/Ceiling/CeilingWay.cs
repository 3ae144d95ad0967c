using MuSiCa.Inference;
using MuSiCa.Serving;

namespace MuSiCa.Bench;

/// <summary>One way to use the processor: a number of threads that each run batches of their own straight on ONNX Runtime.</summary>
internal sealed class CeilingWay : IDisposable
{
    private readonly CascadeSession _session;
    private readonly StageRunner _stages;
    private readonly StageBatch[] _batches;
    private readonly SchedulerClock _clock;

    /// <param name="name">How it is called in reports.</param>
    /// <param name="session">The stages.</param>
    /// <param name="runners">Threads that run batches.</param>
    /// <param name="faces">Faces to fill batches with; brought back to their start.</param>
    /// <param name="clock">Measures.</param>
    public CeilingWay(string name, CascadeSession session, int runners, IReadOnlyList<PreparedFace> faces, SchedulerClock clock)
    {
        Name = name;
        _session = session;
        _stages = new StageRunner(session);
        _clock = clock;
        PreparedFace[] members = [.. faces.Take(CeilingBench.Buckets[^1])];
        Array.ForEach(members, face => face.Restart(session.Package));
        _batches = [.. Enumerable.Range(0, runners).Select(_ => Fill(members))];
    }

    /// <summary>How it is called in reports.</summary>
    public string Name { get; }

    /// <summary>Runs every batch size of every stage, so that no measurement pays for the first time.</summary>
    public void WarmUp()
    {
        for (int stage = 0; stage < _session.Stages.Length; stage++)
        {
            foreach (int bucket in CeilingBench.Buckets)
            {
                foreach (StageBatch batch in _batches)
                {
                    batch.Count = bucket;
                    _stages.Execute(stage, batch);
                }
            }
        }
    }

    /// <summary>Runs batches of a stage for a while.</summary>
    public CeilingSample Measure(int stage, int bucket, TimeSpan window)
    {
        var milliseconds = new double[_batches.Length];
        int running = _batches.Length;
        int executed = 0;
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        using var start = new Barrier(_batches.Length);
        Thread[] threads =
        [
            .. _batches.Select((batch, index) => new Thread(() =>
            {
                batch.Count = bucket;
                start.SignalAndWait();
                _stages.Execute(stage, batch);
                Interlocked.Increment(ref executed);
                milliseconds[index] = Time(stage, batch, window, ref executed);

                // The others are not measured while a processor is idle.
                Interlocked.Decrement(ref running);
                while (Volatile.Read(ref running) > 0)
                {
                    _stages.Execute(stage, batch);
                    Interlocked.Increment(ref executed);
                }
            })),
        ];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());
        processor = Environment.CpuUsage.TotalTime - processor;
        return new CeilingSample(
            milliseconds.Average(), milliseconds.Sum(each => 1000 * bucket / each), processor.TotalMilliseconds / (executed * bucket));
    }

    /// <summary>Runs all stages for a while, each at one batch size.</summary>
    public CeilingSample MeasureAll(int bucket, TimeSpan window)
    {
        CeilingSample[] stages =
        [
            .. Enumerable.Range(0, _session.Stages.Length).Select(stage => Measure(stage, bucket, window / _session.Stages.Length)),
        ];
        return new CeilingSample(
            stages.Sum(static stage => stage.Milliseconds),
            1 / stages.Sum(static stage => 1 / stage.FacesPerSecond),
            stages.Sum(static stage => stage.ProcessorMilliseconds));
    }

    public void Dispose() => Array.ForEach(_batches, static batch => batch.Dispose());

    private double Time(int stage, StageBatch batch, TimeSpan window, ref int executed)
    {
        int count = 0;
        TimeSpan begin = _clock.Now;
        TimeSpan elapsed;
        do
        {
            _stages.Execute(stage, batch);
            count++;
            elapsed = _clock.Now - begin;
        }
        while (elapsed < window);

        Interlocked.Add(ref executed, count);
        return elapsed.TotalMilliseconds / count;
    }

    private StageBatch Fill(PreparedFace[] members)
    {
        var batch = new StageBatch(StageShape.Of(_session.Package), members.Length);
        _stages.Gather(0, members, batch);
        _stages.Execute(0, batch);
        batch.HiddenOut.CopyTo(batch.HiddenIn);
        return batch;
    }
}
