using MuSiCa.Serving;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Part (b): the scheduler with the service's lanes under a fixed number of callers.</summary>
internal sealed class ClosedBench(
    ClosedLoop loop, PolicySet policies, CeilingBench ceiling, CeilingResult top, int stages, BenchPlan plan, Action<string> report)
{
    private static readonly int[] Callers = [1, 4, 16, 64, 256];
    private static readonly int[] Saturating = [64, 256];
    private static readonly bool[] NoExits = [false];
    private static readonly bool[] BothExits = [false, true];

    private readonly Dictionary<ClosedLoad, List<LoadFigures>> _rounds = [];

    /// <summary>Runs everything in rounds.</summary>
    public async Task<(SaturationResult Saturation, IReadOnlyList<ClosedPoint> Points)> RunAsync(CancellationToken cancellationToken)
    {
        SaturationResult saturation = await MatchAsync(cancellationToken);
        ClosedLoad[] grid =
        [
            .. from callers in Callers
               from policy in BatchPolicies.Names
               from leaves in policy == BatchPolicies.Fixed ? NoExits : BothExits
               select new ClosedLoad(policy, leaves, callers),
        ];
        for (int round = 0; round < plan.GridRounds; round++)
        {
            report(Invariant($"closed loop: round {round + 1} of {plan.GridRounds}, {grid.Length} loads"));
            foreach (ClosedLoad load in grid)
            {
                await RunAsync(load, plan.GridWindow, cancellationToken);
            }
        }

        return (saturation, [.. grid.Select(load => ClosedPoint.Of(load, _rounds[load]))]);
    }

    private async Task<SaturationResult> MatchAsync(CancellationToken cancellationToken)
    {
        List<CeilingSample> ceilings = [];
        for (int round = 0; round < plan.MatchRounds; round++)
        {
            report(Invariant($"ceiling and scheduler in turn: round {round + 1} of {plan.MatchRounds}"));
            ceilings.Add(ceiling.Again(top, plan.MatchWindow));
            foreach (int callers in Saturating)
            {
                await RunAsync(new ClosedLoad(BatchPolicies.Reform, false, callers), plan.MatchWindow, cancellationToken);
                await RunAsync(new ClosedLoad(BatchPolicies.Fixed, false, callers), plan.MatchWindow, cancellationToken);
                await RunAsync(new ClosedLoad(BatchPolicies.Reform, true, callers), plan.MatchWindow, cancellationToken);
            }
        }

        int best = Saturating.MaxBy(callers => Throughput(BatchPolicies.Reform, false, callers));
        int selective = Saturating.MaxBy(callers => Throughput(BatchPolicies.Reform, true, callers));
        double[] all = Rounds(BatchPolicies.Reform, false, best);
        double[] some = Rounds(BatchPolicies.Reform, true, selective);
        double[] fixedRounds = Rounds(BatchPolicies.Fixed, false, selective);
        List<LoadFigures> exits = _rounds[new ClosedLoad(BatchPolicies.Reform, true, selective)];
        double mean = Figures.Median(exits.Select(static round => round.MeanStages));
        double over = Figures.Median(some.Zip(fixedRounds, static (one, other) => one / other));
        return new SaturationResult(
            Figures.Median(ceilings.Select(static sample => sample.FacesPerSecond)),
            best,
            Figures.Median(all),
            Figures.Median(all.Zip(ceilings, static (one, other) => one / other.FacesPerSecond)),
            Figures.Median(ceilings.Zip(
                _rounds[new ClosedLoad(BatchPolicies.Reform, false, best)],
                static (one, other) => one.ProcessorMilliseconds / other.ProcessorMilliseconds)),
            selective,
            Figures.Median(some),
            Figures.Median(fixedRounds),
            over,
            mean,
            stages / mean,
            over / (stages / mean));
    }

    private async Task RunAsync(ClosedLoad load, TimeSpan window, CancellationToken cancellationToken)
    {
        if (!_rounds.TryGetValue(load, out List<LoadFigures>? rounds))
        {
            _rounds[load] = rounds = [];
        }

        rounds.Add(await loop.RunAsync(
            policies[load.Policy], PolicySet.Order(load.LeavesEarly), load.Callers, plan.WarmUp, window, cancellationToken));
    }

    private double[] Rounds(string policy, bool leavesEarly, int callers) =>
        [.. _rounds[new ClosedLoad(policy, leavesEarly, callers)].Select(static round => round.FacesPerSecond)];

    private double Throughput(string policy, bool leavesEarly, int callers) => Figures.Median(Rounds(policy, leavesEarly, callers));
}
