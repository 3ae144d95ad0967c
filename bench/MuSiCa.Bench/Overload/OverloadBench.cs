using System.Net;
using System.Net.Sockets;
using MuSiCa.Cli;
using MuSiCa.Serving;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>The service as a process of its own under up to 25 times what it can do, one mix of photos after the other.</summary>
internal sealed class OverloadBench(BenchSettings settings, BenchPlan plan, SchedulerClock clock, Action<string> report)
{
    private const int Alone = 9;
    private const double RecoveryFactor = 3;
    private const int Seed = 13;

    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(10);

    private readonly List<OverloadPoint> _points = [];

    public async Task<OverloadResult> RunAsync(CancellationToken cancellationToken)
    {
        report("overload: making photos");
        OverloadMix[] mixes = OverloadMix.All();
        try
        {
            using ServerProcess server = await ServiceProgram.StartAsync(settings.Model, grpcPort: 0, finds: true, cancellationToken);
            for (int mix = 0; mix < mixes.Length; mix++)
            {
                await RunAsync(server, mixes[mix], mix, cancellationToken);
            }

            return new OverloadResult(_points, null);
        }
        catch (Exception exception) when (exception is UserException or IOException or SocketException)
        {
            report($"overload: FAILED. {exception.Message}");
            return new OverloadResult(_points, exception.Message);
        }
    }

    private async Task RunAsync(ServerProcess server, OverloadMix mix, int number, CancellationToken cancellationToken)
    {
        report($"overload: {mix.Name}, warming up");
        var endPoint = IPEndPoint.Parse(server.Address.Authority);
        await LoadAsync(endPoint, mix, new OverloadLoad(OverloadLoad.Saturating, 0, false), 0, plan.OverloadWindow / 2, cancellationToken);
        double alone = await AloneAsync(endPoint, mix.Patient[0], cancellationToken);

        // The load that never waits stands for itself: once in the short form, on the mix whose refusals cost most.
        OverloadLoad[] loads = OverloadLoad.All(settings.Quick, number, isImpatient: !settings.Quick || number == 1);
        double capacity = 0;
        foreach (OverloadLoad load in loads)
        {
            double processor = server.ProcessorMilliseconds;
            TimeSpan own = Environment.CpuUsage.TotalTime;
            TimeSpan start = clock.Now;
            using var ready = new HealthProbe(endPoint, "/health/ready");
            using var live = new HealthProbe(endPoint, "/health/live");
            OverloadFigures figures = await LoadAsync(endPoint, mix, load, capacity, plan.OverloadWindow, cancellationToken);
            double all = (clock.Now - start).TotalMilliseconds * Environment.ProcessorCount;
            double served = (server.ProcessorMilliseconds - processor) / all;
            double loaded = (Environment.CpuUsage.TotalTime - own).TotalMilliseconds / all;
            (double[] readyTimes, int readyFailures) = ready.Stop();
            (double[] liveTimes, int liveFailures) = live.Stop();
            double recovery = await RecoverAsync(endPoint, mix.Patient[0], RecoveryFactor * alone, cancellationToken);
            if (load is { Connections: > 0 and <= OverloadLoad.Saturating })
            {
                capacity = Math.Max(capacity, figures.Goodput);
            }

            var health = new OverloadHealth(
                Figures.Percentile(readyTimes, 0.99), Figures.Percentile(liveTimes, 0.99), readyFailures + liveFailures);
            _points.Add(new OverloadPoint(
                mix.Name, load, load.Connections == 0 ? capacity : null, figures, health, recovery, served, loaded));
            report($"overload: {mix.Name}, {load.Name}: "
                + Invariant($"{figures.Goodput:0.0} answers/s of {figures.Sent:0} sent, recovery {recovery:0.00} s"));
        }
    }

    private async Task<OverloadFigures> LoadAsync(
        IPEndPoint server, OverloadMix mix, OverloadLoad load, double capacity, TimeSpan window, CancellationToken cancellationToken)
    {
        TimeSpan begin = clock.Now + WarmUp;
        TimeSpan end = begin + window;
        var tally = new OverloadTally(begin, end, load.IsTimed ? OverloadMix.Timeout : null);
        var callers = new OverloadCallers(server, load.IsTimed ? mix.Timed : mix.Patient, clock, tally);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ending.CancelAfter(WarmUp + window);
        if (load.Connections > 0)
        {
            await callers.CloseLoopAsync(load.Connections, load.IsImpatient, ending.Token);
        }
        else
        {
            TimeSpan[] due = PoissonArrivals.Draw(load.Asked(capacity), (WarmUp + window).TotalSeconds, Seed);
            await callers.ArriveAsync(due, ending.Token);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return tally.Sum();
    }

    private async Task<double> AloneAsync(IPEndPoint server, byte[] request, CancellationToken cancellationToken)
    {
        using RawConnection connection = await RawConnection.OpenAsync(server, cancellationToken);
        List<double> milliseconds = [];
        for (int i = 0; i < Alone; i++)
        {
            TimeSpan sent = clock.Now;
            RawAnswer answer = await connection.ExchangeAsync(request, cancellationToken);
            if (!answer.IsOk)
            {
                throw new UserException($"The service answers a single photo with {answer.Kind}.");
            }

            milliseconds.Add((clock.Now - sent).TotalMilliseconds);
        }

        return Figures.Median(milliseconds);
    }

    // A single caller sends one photo after the other; an answer after the limit, or none, means not within ten seconds.
    private async Task<double> RecoverAsync(IPEndPoint server, byte[] request, double milliseconds, CancellationToken cancellationToken)
    {
        TimeSpan start = clock.Now;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(RecoveryLimit);
        while (!limit.IsCancellationRequested)
        {
            try
            {
                TimeSpan sent = clock.Now;
                using RawConnection connection = await RawConnection.OpenAsync(server, limit.Token);
                RawAnswer answer = await connection.ExchangeAsync(request, limit.Token);
                TimeSpan now = clock.Now;
                if (answer.IsOk && (now - sent).TotalMilliseconds <= milliseconds)
                {
                    return (now - start).TotalSeconds;
                }
            }
            catch (Exception exception) when (exception is SocketException or IOException or OperationCanceledException)
            {
                // Not recovered yet, or out of time: the loop's condition tells.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), CancellationToken.None);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return double.PositiveInfinity;
    }
}
