using System.Net;
using System.Net.Sockets;
using MuSiCa.Serving;

namespace MuSiCa.Bench;

/// <summary>Two callers who want the faces of the sample photo ten times a second and wait, when refused, as they are told.</summary>
internal sealed class GoodCallers(IPEndPoint server, IReadOnlyList<byte[]> requests, SchedulerClock clock, AnswerCounts answers)
{
    private const int Callers = 2;

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private int _asked;
    private int _answered;

    /// <summary>Photos wanted.</summary>
    public int Asked => _asked;

    /// <summary>Photos answered within five seconds, refusals and waits included.</summary>
    public int Answered => _answered;

    /// <summary>Begins photos until the attack ends, and waits for the answers to those that were begun.</summary>
    public Task RunAsync(CancellationToken ending) => Task.WhenAll(Enumerable.Range(0, Callers).Select(caller =>
        Task.Run(() => CallAsync(requests[caller % requests.Count], ending), CancellationToken.None)));

    private async Task CallAsync(byte[] request, CancellationToken ending)
    {
        while (!ending.IsCancellationRequested)
        {
            Interlocked.Increment(ref _asked);
            using var patience = new CancellationTokenSource(Patience);
            if (await IsAnsweredAsync(request, patience.Token))
            {
                Interlocked.Increment(ref _answered);
            }

            await Task.Delay(Every, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> IsAnsweredAsync(byte[] request, CancellationToken patience)
    {
        TimeSpan start = clock.Now;
        while (clock.Now - start < Patience)
        {
            TimeSpan wait = Every;
            try
            {
                using RawConnection connection = await RawConnection.OpenAsync(server, patience);
                RawAnswer answer = await connection.ExchangeAsync(request, patience);
                answers.Count(answer.Kind);
                if (answer.IsOk)
                {
                    return true;
                }

                wait = answer.RetryAfter ?? Every;
            }
            catch (OperationCanceledException)
            {
                answers.Count("no answer in time");
                return false;
            }
            catch (Exception exception) when (exception is SocketException or IOException or FormatException)
            {
                answers.Count("no connection");
            }

            await Task.Delay(wait, patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }
}
