using MuSiCa.Cascade;
using MuSiCa.Serving;

namespace MuSiCa.Bench;

/// <summary>The parts that run the model in this process. Each builds on those before it: a later one runs the earlier ones too.</summary>
internal sealed class ProcessorBench(
    BenchSettings settings,
    ModelPackage package,
    BenchFaces faces,
    BenchPlan plan,
    TimeProvider timeProvider,
    SchedulerClock clock,
    Action<string> report)
{
    private const int BytesAtCallers = 64;

    public async Task<ProcessorParts> RunAsync(CancellationToken cancellationToken)
    {
        bool runsOpen = settings.Parts.Contains(BenchParts.Open);
        bool runsClosed = runsOpen || settings.Parts.Contains(BenchParts.Closed);
        if (!runsClosed && !settings.Parts.Contains(BenchParts.Ceiling))
        {
            return new ProcessorParts(null, null, null, null);
        }

        using var sessions = new BenchSessions(package);
        using var ceilingBench = new CeilingBench(sessions, faces, clock);
        CeilingResult ceiling = ceilingBench.Run(plan, report, cancellationToken);
        if (!runsClosed)
        {
            return new ProcessorParts(ceiling, null, null, null);
        }

        report("error with and without exits");
        SelectiveError selective = SelectiveBench.Run(sessions.Whole, faces, cancellationToken);
        using var batches = new BatchLog(package.Stages.Length);
        using var policies = new PolicySet(BenchSessions.Lanes(sessions.Single, sessions.Whole), timeProvider);
        await policies.WarmUpAsync(cancellationToken);
        var ring = new FaceRing(faces.Prepared);
        var log = new FaceLog(package.Stages.Length);
        ClosedResult closed = await ClosedAsync(
            sessions, policies, ceilingBench, ceiling, new ClosedLoop(package, ring, log, batches, clock), cancellationToken);
        if (!runsOpen)
        {
            return new ProcessorParts(ceiling, closed, selective, null);
        }

        var open = new OpenBench(
            sessions,
            new OpenLoop(package, ring, log, batches, clock),
            policies,
            closed.Saturation.FacesPerSecond * package.Stages.Length,
            plan,
            timeProvider,
            report);
        return new ProcessorParts(ceiling, closed, selective, await open.RunAsync(selective.MeanStages, cancellationToken));
    }

    private async Task<ClosedResult> ClosedAsync(
        BenchSessions sessions,
        PolicySet policies,
        CeilingBench ceilingBench,
        CeilingResult ceiling,
        ClosedLoop loop,
        CancellationToken cancellationToken)
    {
        var bench = new ClosedBench(loop, policies, ceilingBench, ceiling, package.Stages.Length, plan, report);
        (SaturationResult saturation, IReadOnlyList<ClosedPoint> points) = await bench.RunAsync(cancellationToken);
        report("one face in flight, scheduler and offline runner in turn");
        AloneResult alone = await new AloneBench(sessions.Whole, policies[BatchPolicies.Reform], faces.Different, clock)
            .RunAsync(plan.AloneFaces, cancellationToken);
        double bytes = points
            .Single(static point => point is { Policy: BatchPolicies.Reform, Exits: "none", Callers: BytesAtCallers })
            .Figures.BytesPerFace;
        return new ClosedResult(saturation, points, alone, bytes);
    }
}
