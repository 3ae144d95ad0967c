using System.Globalization;
using MuSiCa.Inference;
using MuSiCa.Serving;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Part (c): Poisson arrivals, the policies in turn with the same arrivals.</summary>
internal sealed class OpenBench(
    BenchSessions sessions,
    OpenLoop loop,
    PolicySet policies,
    double stagesPerSecond,
    BenchPlan plan,
    TimeProvider timeProvider,
    Action<string> report)
{
    /// <summary>The time within which a face is of use, milliseconds: on a processor a full batch alone takes a good part of 50.</summary>
    public const double Deadline = 100;

    private static readonly double[] Loads = [0.3, 0.6, 0.9];
    private static readonly string[] EarlyPolicies = [BatchPolicies.Reform, BatchPolicies.Drain];

    /// <summary>Runs the model's own exits and the synthetic rates.</summary>
    /// <param name="meanStages">Mean number of stages that the model's exits gave.</param>
    /// <param name="cancellationToken">Stops between two loads.</param>
    public async Task<IReadOnlyList<OpenPoint>> RunAsync(double meanStages, CancellationToken cancellationToken)
    {
        List<OpenPoint> points = [.. await RunAsync(policies, "model", meanStages, BatchPolicies.Names, cancellationToken)];
        foreach (double rate in plan.OpenRates)
        {
            using CascadeSession single = SyntheticExits.Over(sessions.Single, rate);
            using CascadeSession whole = SyntheticExits.Over(sessions.Whole, rate);
            using var synthetic = new PolicySet(single, whole, timeProvider);
            await synthetic.WarmUpAsync(cancellationToken);
            string name = rate.ToString(CultureInfo.InvariantCulture);
            double mean = Enumerable.Range(0, sessions.Package.Stages.Length).Sum(stage => Math.Pow(1 - rate, stage));
            points.AddRange(await RunAsync(synthetic, name, mean, EarlyPolicies, cancellationToken));
        }

        return points;
    }

    private async Task<IReadOnlyList<OpenPoint>> RunAsync(
        PolicySet set, string exits, double meanStages, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        List<OpenPoint> points = [];
        foreach (double load in Loads)
        {
            double rate = load * stagesPerSecond / meanStages;
            report(Invariant($"open loop: exits {exits}, {load:0.0} of capacity, {rate:0} faces/s"));
            var rounds = names.ToDictionary(static name => name, static _ => new List<OpenFigures>());
            for (int round = 0; round < plan.OpenRounds; round++)
            {
                TimeSpan[] due = PoissonArrivals.Draw(rate, plan.OpenSeconds, round);
                foreach (string name in names)
                {
                    rounds[name].Add(await loop.RunAsync(set[name], name, due, Deadline, cancellationToken));
                }
            }

            points.Add(new OpenPoint(exits, load, rate, [.. names.Select(name => OpenFigures.Median(rounds[name]))]));
        }

        return points;
    }
}
