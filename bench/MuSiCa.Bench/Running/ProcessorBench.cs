using MuSiCa.Inference;
using MuSiCa.Serving;

namespace MuSiCa.Bench;

/// <summary>The parts that run the model in this process. Each builds on those before it: a later one runs the earlier ones too.</summary>
internal sealed class ProcessorBench(
    BenchSettings settings,
    ModelPackage package,
    BenchPlan plan,
    TimeProvider timeProvider,
    SchedulerClock clock,
    Action<string> report)
{
    private const int BytesAtCallers = 64;

    /// <summary>Whether any of its parts is to run.</summary>
    public bool IsWanted => RunsClosed || settings.Parts.Contains(BenchParts.Ceiling);

    private bool RunsOpen => settings.Parts.Contains(BenchParts.Open);

    private bool RunsClosed => RunsOpen || settings.Parts.Contains(BenchParts.Closed);

    /// <summary>Runs the parts that are wanted.</summary>
    public async Task<ProcessorParts> RunAsync(BenchFaces faces, CancellationToken cancellationToken)
    {
        using var sessions = new BenchSessions(package);
        using var ceilingBench = new CeilingBench(sessions, faces, clock);
        CeilingResult ceiling = ceilingBench.Run(plan, report, cancellationToken);
        if (!RunsClosed)
        {
            return new ProcessorParts(ceiling, null, null, null);
        }

        report("error with and without exits");
        SelectiveError selective = SelectiveBench.Run(sessions.Whole, faces, cancellationToken);
        using var batches = new BatchLog(package.Stages.Length);
        using var policies = new PolicySet(sessions.Single, sessions.Whole, timeProvider);
        await policies.WarmUpAsync(cancellationToken);
        var ring = new FaceRing(faces.Prepared);
        var log = new FaceLog(package.Stages.Length);
        ClosedResult closed = await ClosedAsync(
            sessions, policies, ceilingBench, ceiling, new ClosedLoop(package, ring, log, batches, clock), faces, cancellationToken);
        if (!RunsOpen)
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
        BenchFaces faces,
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
