using System.Collections.Immutable;
using System.Globalization;
using MuSiCa.Inference;
using MuSiCa.Serving;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Part (a): each stage at each batch size straight on ONNX Runtime, in both ways to use the processor.</summary>
internal sealed class CeilingBench : IDisposable
{
    private readonly CeilingWay[] _ways;
    private readonly int[] _runners;
    private readonly int _stages;

    public CeilingBench(BenchSessions sessions, BenchFaces faces, SchedulerClock clock)
    {
        IReadOnlyList<PreparedFace> members = faces.Different;
        _stages = sessions.Package.Stages.Length;
        _runners = [BenchSessions.LaneCount, 1];
        _ways =
        [
            new CeilingWay("a thread for each lane", sessions.Single, _runners[0], members, clock),
            new CeilingWay("all threads for one batch", sessions.Whole, _runners[1], members, clock),
        ];
        Array.ForEach(_ways, static way => way.WarmUp());
    }

    /// <summary>The batch sizes.</summary>
    public static ImmutableArray<int> Buckets { get; } = [1, 2, 4, 8, 16, 32];

    /// <summary>Measures everything in rounds, so that a disturbance meets every cell alike.</summary>
    public CeilingResult Run(BenchPlan plan, Action<string> report, CancellationToken cancellationToken)
    {
        var samples = new Dictionary<(int Way, int Stage, int Bucket), List<CeilingSample>>();
        for (int round = 0; round < plan.CeilingRounds; round++)
        {
            report(Invariant($"ceiling: round {round + 1} of {plan.CeilingRounds}"));
            foreach (int bucket in Buckets)
            {
                for (int stage = 0; stage < _stages; stage++)
                {
                    for (int way = 0; way < _ways.Length; way++)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        Note(samples, (way, stage, bucket), _ways[way].Measure(stage, bucket, plan.CeilingWindow));
                    }
                }
            }
        }

        CeilingTable[] tables = [.. _ways.Select((way, index) => Table(index, way, samples))];
        CeilingTable best = tables.MaxBy(static table => table.FacesPerSecond(table.BestBatch()))!;
        return new CeilingResult(tables, best.Way, best.BestBatch(), best.FacesPerSecond(best.BestBatch()), Costs(tables[0]));
    }

    /// <summary>One more measurement of the best way, to be compared with what is measured beside it.</summary>
    public CeilingSample Again(CeilingResult result, TimeSpan window) =>
        Array.Find(_ways, way => way.Name == result.BestWay)!.MeasureAll(result.BestBatch, window);

    public void Dispose() => Array.ForEach(_ways, static way => way.Dispose());

    private static void Note<TKey>(Dictionary<TKey, List<CeilingSample>> samples, TKey key, CeilingSample sample)
        where TKey : notnull
    {
        if (!samples.TryGetValue(key, out List<CeilingSample>? list))
        {
            samples[key] = list = [];
        }

        list.Add(sample);
    }

    private CeilingTable Table(
        int index, CeilingWay way, Dictionary<(int Way, int Stage, int Bucket), List<CeilingSample>> samples) => new(
        way.Name,
        _runners[index],
        [
            .. samples.Where(sample => sample.Key.Way == index).Select(static sample => new CeilingCell(
                sample.Key.Stage + 1,
                sample.Key.Bucket,
                Figures.Median(sample.Value.Select(static each => each.Milliseconds)),
                sample.Value.Min(static each => each.Milliseconds),
                Figures.Median(sample.Value.Select(static each => each.FacesPerSecond)))),
        ]);

    private static IReadOnlyDictionary<string, double>[] Costs(CeilingTable table) =>
    [
        .. table.Cells.GroupBy(static cell => cell.Stage).OrderBy(static stage => stage.Key).Select(static stage =>
            stage.OrderBy(static cell => cell.Batch).ToDictionary(
                static cell => cell.Batch.ToString(CultureInfo.InvariantCulture), static cell => cell.Fastest)),
    ];
}
