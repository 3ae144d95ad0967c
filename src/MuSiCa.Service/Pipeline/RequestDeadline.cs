using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Pipeline;

/// <summary>The time that one request may take, counted from its creation. Its token also fires when the client leaves.</summary>
internal sealed class RequestDeadline : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly string _source;
    private readonly TimeProvider _timeProvider;
    private readonly long _start;
    private readonly CancellationTokenSource _time;
    private readonly CancellationTokenSource _linked;
    private readonly CancellationToken _clientLeft;

    /// <summary>Starts the clock.</summary>
    /// <param name="limit">The time that the service gives every request.</param>
    /// <param name="asked">The time that the request gives the service, which is shorter; null where it names none.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="clientLeft">Fires when the client leaves.</param>
    /// <param name="askedBy">What the request names its time with.</param>
    public RequestDeadline(
        TimeSpan limit, TimeSpan? asked, TimeProvider timeProvider, CancellationToken clientLeft, string askedBy = "parameter timeout")
    {
        _limit = asked ?? limit;
        _source = asked is null ? "setting MuSiCa:Requests:Timeout" : askedBy;
        Asked = asked;
        _timeProvider = timeProvider;
        _start = timeProvider.GetTimestamp();
        _clientLeft = clientLeft;
        _time = new CancellationTokenSource(_limit, timeProvider);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_time.Token, clientLeft);
    }

    /// <summary>The time that the request names; null where it names none.</summary>
    public TimeSpan? Asked { get; }

    /// <summary>Fires when the time is over or the client leaves.</summary>
    public CancellationToken Token => _linked.Token;

    /// <summary>Whether the time, and not the client, ended the request.</summary>
    public bool IsOver => _time.IsCancellationRequested && !_clientLeft.IsCancellationRequested;

    /// <summary>Time that is left, perhaps none.</summary>
    public TimeSpan Left => _limit - _timeProvider.GetElapsedTime(_start);

    /// <summary>How long the body took to arrive; null until it has.</summary>
    public TimeSpan? Received { get; private set; }

    /// <summary>Notes that the body has arrived: from here on the time is the service's own.</summary>
    public void MarkReceived() => Received = _timeProvider.GetElapsedTime(_start);

    /// <summary>The problem of a request whose time is over.</summary>
    public Problem Describe() => Received is not null
        ? new Problem(ProblemTypes.TimedOut,
            $"The answer was not ready within {_limit.TotalSeconds:0.###} s ({_source}). Send fewer faces, or ask again when the service "
                + "is less busy.")
        : new Problem(ProblemTypes.RequestTimeout,
            $"The body did not arrive within {_limit.TotalSeconds:0.###} s ({_source}). Send smaller images, or over a faster "
                + "connection.");

    public void Dispose()
    {
        _linked.Dispose();
        _time.Dispose();
    }
}
