namespace MuSiCa.Bench;

/// <summary>Counts what becomes of the requests of a load. All members take its lock.</summary>
/// <param name="begin">When it begins to be measured.</param>
/// <param name="end">When it ends.</param>
/// <param name="timeout">Milliseconds that each request allows; null where they name none.</param>
internal sealed class OverloadTally(TimeSpan begin, TimeSpan end, int? timeout)
{
    // What a client grants a server's answer on its way beyond the timeout before it calls it lost.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly List<double> _accepted = [];
    private readonly SortedDictionary<string, int> _refusals = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _failures = new(StringComparer.Ordinal);
    private int _sent;
    private int _held;

    /// <summary>A request is sent.</summary>
    public void Sent(TimeSpan at)
    {
        lock (_lock)
        {
            _sent += at >= begin && at < end ? 1 : 0;
        }
    }

    /// <summary>A request was due that could not be sent, because too many connections are open.</summary>
    public void HeldBack(TimeSpan at)
    {
        lock (_lock)
        {
            _held += at >= begin && at < end ? 1 : 0;
        }
    }

    /// <summary>A request is answered.</summary>
    public void Answered(RawAnswer answer, TimeSpan sent, TimeSpan at)
    {
        lock (_lock)
        {
            if (!answer.IsOk)
            {
                Count(answer.IsRefusal ? _refusals : _failures, answer.Kind);
            }
            else if (at >= begin && at < end)
            {
                _accepted.Add((at - sent).TotalMilliseconds);
            }
        }
    }

    /// <summary>A request's connection ended without an answer.</summary>
    public void Dropped(string how)
    {
        lock (_lock)
        {
            Count(_failures, how);
        }
    }

    /// <summary>A request had no answer yet when the load ended.</summary>
    public void Unanswered(TimeSpan sent, TimeSpan at)
    {
        if (timeout is { } allowed && at - sent > TimeSpan.FromMilliseconds(allowed) + Grace)
        {
            Dropped("no answer within the timeout");
        }
    }

    /// <summary>Everything that was counted.</summary>
    public OverloadFigures Sum()
    {
        lock (_lock)
        {
            double seconds = (end - begin).TotalSeconds;
            double[] ascending = [.. _accepted.Order()];
            return new OverloadFigures(
                _sent / seconds,
                _held / seconds,
                ascending.Length / seconds,
                Figures.Percentile(ascending, 0.5),
                Figures.Percentile(ascending, 0.99),
                new SortedDictionary<string, int>(_refusals, StringComparer.Ordinal),
                new SortedDictionary<string, int>(_failures, StringComparer.Ordinal));
        }
    }

    private static void Count(SortedDictionary<string, int> counts, string kind) => counts[kind] = counts.GetValueOrDefault(kind) + 1;
}
