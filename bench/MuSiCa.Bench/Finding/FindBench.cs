using MuSiCa.Serving;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Photos of one face each to the service, with their box and without, in turn.</summary>
internal sealed class FindBench(BenchSettings settings, BenchPlan plan, SchedulerClock clock, Action<string> report)
{
    /// <summary>Size of the photos that the goals speak of.</summary>
    public const string Small = "640x480";

    private const string Large = "4000x3000";
    private const int Connections = 16;
    private const int SmallPhotos = 24;
    private const int LargePhotos = 4;
    private const int Seed = 5;

    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(400);

    public async Task<FindResult> RunAsync(CancellationToken cancellationToken)
    {
        report("find: making photos");
        var maker = new PhotoMaker(RepositoryFolder.Samples());
        BenchPhoto[] small = maker.Make(640, 480, SmallPhotos, Seed);
        BenchPhoto[] large = maker.Make(4000, 3000, LargePhotos, Seed);
        using ServerProcess server = await ServiceProgram.StartAsync(settings.Model, grpcPort: 0, finds: true, cancellationToken);
        using var given = new HttpLoad(server, clock);
        using var found = new HttpLoad(server, clock, finds: true);
        await found.RunAsync(small, Connections, TimeSpan.Zero, plan.HttpWindow, cancellationToken);
        await given.RunAsync(small, Connections, TimeSpan.Zero, plan.HttpWindow, cancellationToken);
        return new FindResult(
            [
                await MeasureAsync(given, found, Small, small, 1, cancellationToken),
                await MeasureAsync(given, found, Small, small, Connections, cancellationToken),
                await MeasureAsync(given, found, Large, large, 1, cancellationToken),
            ],
            null);
    }

    private async Task<FindPoint> MeasureAsync(
        HttpLoad given, HttpLoad found, string name, BenchPhoto[] photos, int connections, CancellationToken cancellationToken)
    {
        var rounds = new List<(HttpFigures Given, HttpFigures Found)>();
        for (int round = 0; round < plan.FindRounds; round++)
        {
            report(Invariant($"find: photos of {name} over {connections} connections, round {round + 1} of {plan.FindRounds}"));
            rounds.Add((
                await given.RunAsync(photos, connections, WarmUp, plan.HttpWindow, cancellationToken),
                await found.RunAsync(photos, connections, WarmUp, plan.HttpWindow, cancellationToken)));
        }

        return new FindPoint(
            name,
            connections,
            HttpFigures.Median([.. rounds.Select(static round => round.Given)]),
            HttpFigures.Median([.. rounds.Select(static round => round.Found)]),
            Figures.Median([.. rounds.Select(static round => round.Found.P50 - round.Given.P50)]),
            Figures.Median([.. rounds.Select(static round => round.Found.ProcessorMilliseconds / round.Given.ProcessorMilliseconds)]));
    }
}
