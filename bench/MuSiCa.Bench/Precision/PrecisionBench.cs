using MuSiCa.Serving;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Photos under one load to a service with half-precision packages and to one with their 8-bit twins, in turn.</summary>
/// <param name="Boxes">Whether their boxes are given; else the faces are found.</param>
/// <param name="Connections">Requests at a time.</param>
/// <param name="Half">Medians over the rounds with half-precision packages.</param>
/// <param name="Int8">Medians over the rounds with 8-bit packages.</param>
/// <param name="Speed">Median over the rounds of the photos a second, 8-bit over half precision.</param>
/// <param name="Latency">Median over the rounds of the median latencies, 8-bit over half precision.</param>
internal sealed record PrecisionPoint(
    bool Boxes, int Connections, HttpFigures Half, HttpFigures Int8, double Speed, double Latency);

/// <summary>What packages in 8 bits save.</summary>
/// <param name="Points">Every load.</param>
/// <param name="Reason">Why nothing was measured; null when it was.</param>
internal sealed record PrecisionResult(IReadOnlyList<PrecisionPoint> Points, string? Reason)
{
    /// <summary>Many photos at once, without boxes.</summary>
    public PrecisionPoint? Found => Points.FirstOrDefault(static point => point is { Boxes: false, Connections: > 1 });
}

/// <summary>Two services side by side, of which one works at a time.</summary>
internal sealed class PrecisionBench(BenchPlan plan, SchedulerClock clock, Action<string> report)
{
    private const int Connections = 16;
    private const int Photos = 24;
    private const int Seed = 5;

    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(400);

    public async Task<PrecisionResult> RunAsync(CancellationToken cancellationToken)
    {
        report("precision: making photos");
        BenchPhoto[] photos = new PhotoMaker(RepositoryFolder.Samples()).Make(640, 480, Photos, Seed);
        using ServerProcess half = await StartAsync(string.Empty, cancellationToken);
        using ServerProcess int8 = await StartAsync("-int8", cancellationToken);
        var points = new List<PrecisionPoint>();
        foreach (bool boxes in (bool[])[true, false])
        {
            using var first = new HttpLoad(half, clock, finds: !boxes);
            using var second = new HttpLoad(int8, clock, finds: !boxes);
            await first.RunAsync(photos, Connections, TimeSpan.Zero, plan.HttpWindow, cancellationToken);
            await second.RunAsync(photos, Connections, TimeSpan.Zero, plan.HttpWindow, cancellationToken);
            points.Add(await MeasureAsync(first, second, boxes, photos, 1, cancellationToken));
            points.Add(await MeasureAsync(first, second, boxes, photos, Connections, cancellationToken));
        }

        return new PrecisionResult(points, null);
    }

    private static Task<ServerProcess> StartAsync(string suffix, CancellationToken cancellationToken)
    {
        string models = Path.Combine(RepositoryFolder.Root, "models");
        return ServiceProgram.StartAsync(
            Path.Combine(models, $"musica-68{suffix}"),
            grpcPort: 0,
            finds: true,
            ServerSurroundings.None,
            cancellationToken,
            Path.Combine(models, $"finder-320{suffix}"));
    }

    private async Task<PrecisionPoint> MeasureAsync(
        HttpLoad half, HttpLoad int8, bool boxes, BenchPhoto[] photos, int connections, CancellationToken cancellationToken)
    {
        var rounds = new List<(HttpFigures Half, HttpFigures Int8)>();
        for (int round = 0; round < plan.PrecisionRounds; round++)
        {
            string what = boxes ? "boxes given" : "boxes found";
            report(Invariant($"precision: {what}, {connections} connections, round {round + 1} of {plan.PrecisionRounds}"));
            rounds.Add((
                await half.RunAsync(photos, connections, WarmUp, plan.HttpWindow, cancellationToken),
                await int8.RunAsync(photos, connections, WarmUp, plan.HttpWindow, cancellationToken)));
        }

        return new PrecisionPoint(
            boxes,
            connections,
            HttpFigures.Median([.. rounds.Select(static round => round.Half)]),
            HttpFigures.Median([.. rounds.Select(static round => round.Int8)]),
            Figures.Median([.. rounds.Select(static round => round.Int8.PhotosPerSecond / round.Half.PhotosPerSecond)]),
            Figures.Median([.. rounds.Select(static round => round.Int8.P50 / round.Half.P50)]));
    }
}
