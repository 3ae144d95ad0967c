using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using MuSiCa.Serving;

namespace MuSiCa.Bench;

/// <summary>
/// The callers of one load. When it ends all of them go away at once, answered or not. A caller that is refused waits as the answer
/// says, or, every second one, at least 50 ms: both kinds exist.
/// </summary>
internal sealed class OverloadCallers(IPEndPoint server, IReadOnlyList<byte[]> requests, SchedulerClock clock, OverloadTally tally)
{
    /// <summary>Connections that arrivals may hold at a time; what is due beyond them is held back.</summary>
    public const int MostConnections = 512;

    private const int ShortestWait = 50;

    private int _next = -1;

    /// <summary>Callers that each send their next request when they have an answer.</summary>
    /// <param name="connections">How many.</param>
    /// <param name="isImpatient">Whether they ask again at once when they are refused.</param>
    /// <param name="ending">Ends the load.</param>
    public Task CloseLoopAsync(int connections, bool isImpatient, CancellationToken ending) => Task.WhenAll(
        Enumerable.Range(0, connections).Select(caller => Task.Run(() => CallAsync(caller, isImpatient, ending), CancellationToken.None)));

    /// <summary>Requests that are sent when they are due, whatever became of those before; who is refused does not come back.</summary>
    /// <param name="due">When, on the clock from now on, ascending.</param>
    /// <param name="ending">Ends the load.</param>
    public async Task ArriveAsync(IReadOnlyList<TimeSpan> due, CancellationToken ending)
    {
        TimeSpan start = clock.Now;
        var idle = new ConcurrentBag<RawConnection>();
        using var places = new SemaphoreSlim(MostConnections);
        List<Task> calls = [];
        foreach (TimeSpan at in due)
        {
            while (start + at - clock.Now is var left && left > TimeSpan.Zero && !ending.IsCancellationRequested)
            {
                await Task.Delay(left < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : left, CancellationToken.None);
            }

            if (ending.IsCancellationRequested)
            {
                break;
            }

            if (places.Wait(0, CancellationToken.None))
            {
                calls.Add(Task.Run(() => ArriveAsync(idle, places, ending), CancellationToken.None));
            }
            else
            {
                tally.HeldBack(clock.Now);
            }
        }

        await Task.WhenAll(calls);
        foreach (RawConnection connection in idle)
        {
            connection.Dispose();
        }
    }

    private async Task ArriveAsync(ConcurrentBag<RawConnection> idle, SemaphoreSlim places, CancellationToken ending)
    {
        idle.TryTake(out RawConnection? connection);
        (connection, _) = await SendAsync(connection, ending);
        if (connection is not null)
        {
            idle.Add(connection);
        }

        places.Release();
    }

    private async Task CallAsync(int caller, bool isImpatient, CancellationToken ending)
    {
        var random = new Random(caller);
        RawConnection? connection = null;
        while (!ending.IsCancellationRequested)
        {
            (connection, RawAnswer? answer) = await SendAsync(connection, ending);
            if (answer is { IsOk: true } || (isImpatient && answer is not null))
            {
                continue;
            }

            TimeSpan pause = Pause(caller, answer, random.NextDouble());
            await Task.Delay(pause, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        connection?.Dispose();
    }

    /// <summary>How long a caller waits that is not answered.</summary>
    /// <param name="caller">Its number: even ones wait as they are told.</param>
    /// <param name="answer">What it was told; null without an answer.</param>
    /// <param name="chance">From 0 to 1: spreads callers by half of the time, so that they do not come back together.</param>
    public static TimeSpan Pause(int caller, RawAnswer? answer, double chance)
    {
        TimeSpan least = caller % 2 == 0 && answer?.RetryAfter is { } told ? told : TimeSpan.FromMilliseconds(ShortestWait);
        return least * (1 + (chance / 2));
    }

    // The connection again where it can be used again, and the answer where there was one.
    private async Task<(RawConnection? Connection, RawAnswer? Answer)> SendAsync(RawConnection? connection, CancellationToken ending)
    {
        TimeSpan sent = clock.Now;
        tally.Sent(sent);
        byte[] request = requests[(int)((uint)Interlocked.Increment(ref _next) % (uint)requests.Count)];
        try
        {
            connection ??= await RawConnection.OpenAsync(server, ending);
            RawAnswer answer = await connection.ExchangeAsync(request, ending);
            tally.Answered(answer, sent, clock.Now);
            if (!answer.Closes)
            {
                return (connection, answer);
            }

            connection.Dispose();
            return (null, answer);
        }
        catch (OperationCanceledException)
        {
            tally.Unanswered(sent, clock.Now);
        }
        catch (Exception exception) when (exception is SocketException or IOException or FormatException)
        {
            if (!ending.IsCancellationRequested)
            {
                tally.Dropped(exception is SocketException socket ? $"connection: {socket.SocketErrorCode}" : exception.Message);
            }
        }

        connection?.Dispose();
        return (null, null);
    }
}
