using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

/// <summary>Decides as the model's calibration says, notes how faces end, and does nothing about it.</summary>
internal sealed class NoOwner : IFaceOwner
{
    private readonly ConcurrentQueue<WorkEnd> _ends = new();
    private readonly StageExits _exits = new(
        new ExitRule(TestModel.Package),
        new RetryRule(TestModel.Package),
        new DegradedMode(new DegradedOptions()),
        Metrics(),
        follower: null);

    /// <summary>How faces ended, in that order.</summary>
    public WorkEnd[] Ends => [.. _ends];

    public FaceOutcome? Decide(PendingFace face) => _exits.Decide(face);

    public FaceOutcome? DecideLate(PendingFace face) => _exits.DecideLate(face);

    public void Completed(PendingFace face, in FaceOutcome outcome) => _ends.Enqueue(WorkEnd.Completed);

    public void Failed(PendingFace face, WorkEnd end) => _ends.Enqueue(end);

    public void Left(PendingFace face) => _ends.Enqueue(WorkEnd.Cancelled);

    public void Return(PendingFace face)
    {
    }

    private static CascadeMetrics Metrics()
    {
        var metrics = new CascadeMetrics(new Meter(BatchScheduler.MeterName));
        var memory = new MemoryBudget(1);
        metrics.Add(TestModel.Stages, new PlaceCounter(1, memory, 0), memory, new DegradedMode(new DegradedOptions()), "test", follower: null);
        return metrics;
    }
}
