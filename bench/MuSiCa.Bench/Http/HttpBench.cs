using System.ComponentModel;
using MuSiCa.Cli;
using MuSiCa.Inference;
using MuSiCa.Serving;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Part (d): photos over HTTP, the service and both variants of the peer in turn.</summary>
internal sealed class HttpBench(BenchSettings settings, ModelPackage package, BenchPlan plan, SchedulerClock clock, Action<string> report)
{
    private const int Connections = 16;
    private const int SmallPhotos = 24;
    private const int LargePhotos = 4;
    private const int Seed = 3;

    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(400);

    private readonly Dictionary<(string Server, string Photos, int Connections, bool Finds), List<HttpFigures>> _rounds = [];

    public async Task<HttpResult> RunAsync(CancellationToken cancellationToken)
    {
        report("http: making photos");
        var maker = new PhotoMaker(RepositoryFolder.Samples());
        PhotoSet small = new("640x480", maker.Make(640, 480, SmallPhotos, Seed));
        PhotoSet large = new("4000x3000", maker.Make(4000, 3000, LargePhotos, Seed));
        List<(ServerProcess Server, HttpLoad Load)> servers = [];
        try
        {
            await StartAsync(ServiceProgram.StartAsync(settings.Model, grpcPort: 0, finds: true, cancellationToken), servers);
            using var finding = new HttpLoad(servers[0].Server, clock, finds: true);
            string? reason = await StartPeersAsync(servers, cancellationToken);
            HttpAgreement[] agreements =
            [
                .. await CompareAsync(servers, small, cancellationToken),
                .. await CompareAsync(servers, large, cancellationToken),
            ];
            await WarmAsync(servers, small, cancellationToken);
            await finding.RunAsync(small.Photos, Connections, TimeSpan.Zero, plan.HttpWindow, cancellationToken);
            await RunAsync(servers, finding, small, plan.HttpRounds, plan.HttpWindow, cancellationToken);
            await RunAsync(servers, finding, large, plan.LargeRounds, 1.6 * plan.HttpWindow, cancellationToken);
            report("http: where the time goes");
            HttpPhases[] phases =
            [
                .. await PhasesAsync(servers[0].Load, small, 20, cancellationToken),
                .. await PhasesAsync(servers[0].Load, large, 3, cancellationToken),
            ];
            if (agreements.FirstOrDefault(static each => !each.IsEqual) is { } unequal)
            {
                reason ??= unequal.ToString();
            }

            return new HttpResult([.. Points()], agreements, phases, reason is null ? OverPeer(servers, small) : null, reason);
        }
        finally
        {
            foreach ((ServerProcess server, HttpLoad load) in servers)
            {
                load.Dispose();
                server.Dispose();
            }
        }
    }

    private async Task<string?> StartPeersAsync(List<(ServerProcess Server, HttpLoad Load)> servers, CancellationToken cancellationToken)
    {
        try
        {
            await NodePeer.PrepareAsync(report, cancellationToken);
            foreach (string variant in NodePeer.Variants)
            {
                await StartAsync(NodePeer.StartAsync(variant, settings.Model, cancellationToken), servers);
            }

            return null;
        }
        catch (Exception exception) when (exception is UserException or Win32Exception)
        {
            report($"http: NO PEER, only the service itself is measured. {exception.Message}");
            return exception.Message;
        }
    }

    private async Task StartAsync(Task<ServerProcess> starting, List<(ServerProcess Server, HttpLoad Load)> servers)
    {
        ServerProcess server = await starting;
        report($"http: {server.Name} answers");
        servers.Add((server, new HttpLoad(server, clock)));
    }

    private async Task<IReadOnlyList<HttpAgreement>> CompareAsync(
        List<(ServerProcess Server, HttpLoad Load)> servers, PhotoSet set, CancellationToken cancellationToken)
    {
        HttpAnswer[] own = await AnswersAsync(servers[0].Load, set, cancellationToken);
        List<HttpAgreement> agreements = [];
        foreach ((ServerProcess server, HttpLoad load) in servers.Skip(1))
        {
            HttpAnswer[] other = await AnswersAsync(load, set, cancellationToken);
            int[] same = [.. Enumerable.Range(0, own.Length).Where(index => own[index].LeavesLike(other[index]))];
            double largest = same.Select(index => own[index].Distance(other[index]) * package.Frame.BoxSide / set.Photos[index].Box.Side)
                .DefaultIfEmpty(double.PositiveInfinity)
                .Max();
            agreements.Add(new HttpAgreement(server.Name, set.Name, own.Length, same.Length / (double)own.Length, largest, package.Precision));
        }

        return agreements;
    }

    private static async Task<HttpAnswer[]> AnswersAsync(HttpLoad load, PhotoSet set, CancellationToken cancellationToken)
    {
        List<HttpAnswer> answers = [];
        foreach (BenchPhoto photo in set.Photos)
        {
            answers.Add(HttpAnswer.Parse(await load.SendAsync(photo, timing: false, cancellationToken)));
        }

        return [.. answers];
    }

    // Compilers, pools and connections of every server.
    private async Task WarmAsync(List<(ServerProcess Server, HttpLoad Load)> servers, PhotoSet set, CancellationToken cancellationToken)
    {
        report("http: warming every server");
        foreach ((_, HttpLoad load) in servers)
        {
            await load.RunAsync(set.Photos, Connections, TimeSpan.Zero, plan.HttpWindow, cancellationToken);
        }
    }

    private async Task RunAsync(
        List<(ServerProcess Server, HttpLoad Load)> servers,
        HttpLoad finding,
        PhotoSet set,
        int rounds,
        TimeSpan window,
        CancellationToken cancellationToken)
    {
        for (int round = 0; round < rounds; round++)
        {
            report(Invariant($"http: photos of {set.Name}, round {round + 1} of {rounds}"));
            foreach ((ServerProcess server, HttpLoad load) in servers)
            {
                await MeasureAsync(server.Name, load, set, Connections, false, window, cancellationToken);
                await MeasureAsync(server.Name, load, set, 1, false, window / 2, cancellationToken);
            }

            await MeasureAsync(servers[0].Server.Name, finding, set, Connections, true, window, cancellationToken);
            await MeasureAsync(servers[0].Server.Name, finding, set, 1, true, window / 2, cancellationToken);
        }
    }

    private async Task MeasureAsync(
        string server, HttpLoad load, PhotoSet set, int connections, bool finds, TimeSpan window, CancellationToken cancellationToken)
    {
        if (!_rounds.TryGetValue((server, set.Name, connections, finds), out List<HttpFigures>? rounds))
        {
            _rounds[(server, set.Name, connections, finds)] = rounds = [];
        }

        rounds.Add(await load.RunAsync(set.Photos, connections, WarmUp, window, cancellationToken));
    }

    private async Task<IReadOnlyList<HttpPhases>> PhasesAsync(HttpLoad load, PhotoSet set, int each, CancellationToken cancellationToken) =>
    [
        await HttpPhases.MeasureAsync(load, set.Name, set.Photos, 1, 4 * each, clock, cancellationToken),
        await HttpPhases.MeasureAsync(load, set.Name, set.Photos, Connections, Connections * each, clock, cancellationToken),
    ];

    private IEnumerable<HttpPoint> Points() => _rounds.Select(static point =>
        new HttpPoint(point.Key.Server, point.Key.Photos, point.Key.Connections, point.Key.Finds, HttpFigures.Median(point.Value)));

    // Round by round, so that what disturbs one server disturbs the one it is compared with.
    private double OverPeer(List<(ServerProcess Server, HttpLoad Load)> servers, PhotoSet set)
    {
        double[] own = Best(servers[0].Server.Name, set.Name);
        return servers.Skip(1).Min(peer => Figures.Median(own.Zip(Best(peer.Server.Name, set.Name), static (one, other) => one / other)));
    }

    private double[] Best(string server, string photos) => new[] { 1, Connections }
        .Select(connections => _rounds[(server, photos, connections, false)].Select(static round => round.PhotosPerSecond).ToArray())
        .MaxBy(static rounds => Figures.Median(rounds))!;

    private sealed record PhotoSet(string Name, BenchPhoto[] Photos);
}
