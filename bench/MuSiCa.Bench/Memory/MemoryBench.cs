using System.Net;
using MuSiCa.Cli;
using MuSiCa.Serving;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>The service in control groups of little memory, attacked by callers that want to fill it, beside good ones.</summary>
internal sealed class MemoryBench(BenchSettings settings, BenchPlan plan, SchedulerClock clock, Action<string> report)
{
    private static readonly long[] Limits = [512L << 20, 1L << 30, 2L << 30];
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    private int _exceptions;
    private Uri? _grpc;

    public async Task<MemoryResult> RunAsync(CancellationToken cancellationToken)
    {
        using (MemoryGroup? group = MemoryGroup.TryCreate(Limits[0], out string? reason))
        {
            if (group is null)
            {
                report($"memory: SKIPPED, {reason}");
                return new MemoryResult([], reason);
            }
        }

        report("memory: making hostile images");
        HostileMix[] mixes = HostileMix.All();
        byte[][] good = GoodRequests();
        List<MemoryPoint> points = [];
        foreach (long limit in Limits)
        {
            points.Add(await RunAsync(limit, mixes, good, cancellationToken));
        }

        return new MemoryResult(points, null);
    }

    // The sample photo of several people, once with their boxes and once without.
    private static byte[][] GoodRequests()
    {
        SamplePhoto photo = SamplePhoto.ReadAll(RepositoryFolder.Samples()).MaxBy(static photo => photo.Boxes.Length)!;
        var first = new BenchPhoto(photo.Encoded, photo.Boxes[0]);
        return [RawRequest.Photo(first, finds: false, timeout: null), RawRequest.Photo(first, finds: true, timeout: null)];
    }

    private async Task<MemoryPoint> RunAsync(long limit, HostileMix[] mixes, byte[][] good, CancellationToken cancellationToken)
    {
        string name = Invariant($"memory: {limit >> 20} MiB");
        using MemoryGroup? group = MemoryGroup.TryCreate(limit, out string? reason);
        if (group is null)
        {
            return new MemoryPoint(limit, [], 0, 0, null, null, reason);
        }

        _exceptions = 0;
        List<MemoryAttack> attacks = [];
        long? idle = null;
        ServerProcess? server = null;
        try
        {
            foreach (HostileMix[] mix in mixes.Select(static mix => (HostileMix[])[mix]).Append(mixes))
            {
                if (server is null or { HasEnded: true })
                {
                    server?.Dispose();
                    server = await StartAsync(group, cancellationToken);
                }

                attacks.Add(await AttackAsync(server, mix, good, cancellationToken));
                report(Invariant($"{name}, {attacks[^1].Mix}: {(attacks[^1].IsAlive ? "alive" : "DEAD")}, ")
                    + Invariant($"{attacks[^1].GoodAnswered} of {attacks[^1].GoodAsked} good photos answered"));
            }

            await Task.Delay(plan.MemoryWindow, cancellationToken);
            idle = ResidentMemory.Now(server!.Id);
        }
        catch (UserException exception)
        {
            // The lines after the first repeat its log, which tables have no room for.
            reason = exception.Message.Split('\n')[0].Trim();
            report($"{name}: FAILED. {exception.Message}");
        }
        finally
        {
            server?.Dispose();
        }

        return new MemoryPoint(limit, attacks, group.Kills, _exceptions, group.Peak, idle, reason);
    }

    private async Task<ServerProcess> StartAsync(MemoryGroup group, CancellationToken cancellationToken)
    {
        int port = ServerProcess.FreePort();
        _grpc = new Uri(Invariant($"http://127.0.0.1:{port}"));
        return await ServiceProgram.StartAsync(settings.Model, port, finds: true, new ServerSurroundings(group, Listen), cancellationToken);
    }

    private void Listen(string line)
    {
        if (line.Contains(nameof(OutOfMemoryException), StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _exceptions);
        }
    }

    private async Task<MemoryAttack> AttackAsync(
        ServerProcess server, HostileMix[] mixes, byte[][] good, CancellationToken cancellationToken)
    {
        var endPoint = IPEndPoint.Parse(server.Address.Authority);
        var hostile = new AnswerCounts();
        var kind = new AnswerCounts();
        var callers = new GoodCallers(endPoint, good, clock, kind);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ending.CancelAfter(plan.MemoryWindow);
        Task[] attack =
        [
            callers.RunAsync(ending.Token),
            .. mixes.Select(mix => new HostileCallers(endPoint, _grpc!, mix, hostile).RunAsync(ending.Token)),
        ];
        long? peak = null;
        Task all = Task.WhenAll(attack);
        while (!all.IsCompleted)
        {
            peak = ResidentMemory.Peak(server.Id) ?? peak;
            await Task.WhenAny(all, Task.Delay(LookEvery, CancellationToken.None));
        }

        await all;
        cancellationToken.ThrowIfCancellationRequested();
        return new MemoryAttack(
            mixes.Length == 1 ? mixes[0].Name : "all of them at once",
            !server.HasEnded,
            callers.Asked,
            callers.Answered,
            kind.Sum(),
            hostile.Sum(),
            hostile.Faults + kind.Faults,
            peak);
    }
}
