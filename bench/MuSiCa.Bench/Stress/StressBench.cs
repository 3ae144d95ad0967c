using MuSiCa.Serving;

namespace MuSiCa.Bench;

/// <summary>The parts that ask too much of the service.</summary>
internal sealed class StressBench(BenchSettings settings, BenchPlan plan, SchedulerClock clock, Action<string> report)
{
    public async Task<StressParts> RunAsync(CancellationToken cancellationToken) => new(
        settings.Parts.Contains(BenchParts.Overload)
            ? await new OverloadBench(settings, plan, clock, report).RunAsync(cancellationToken)
            : null,
        settings.Parts.Contains(BenchParts.Memory) ? await new MemoryBench(settings, plan, clock, report).RunAsync(cancellationToken) : null);
}
