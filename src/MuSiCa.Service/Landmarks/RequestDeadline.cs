using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Landmarks;

/// <summary>The time that one request may take. Its token also fires when the client leaves.</summary>
internal sealed class RequestDeadline : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _time;
    private readonly CancellationTokenSource _linked;
    private readonly CancellationToken _clientLeft;
    private bool _received;

    public RequestDeadline(TimeSpan limit, TimeProvider timeProvider, CancellationToken clientLeft)
    {
        _limit = limit;
        _clientLeft = clientLeft;
        _time = new CancellationTokenSource(limit, timeProvider);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_time.Token, clientLeft);
    }

    /// <summary>Fires when the time is over or the client leaves.</summary>
    public CancellationToken Token => _linked.Token;

    /// <summary>Whether the time, and not the client, ended the request.</summary>
    public bool IsOver => _time.IsCancellationRequested && !_clientLeft.IsCancellationRequested;

    /// <summary>Notes that the body has arrived: from here on the time is the service's own.</summary>
    public void MarkReceived() => _received = true;

    /// <summary>The problem of a request whose time is over.</summary>
    public Problem Describe() => _received
        ? new Problem(ProblemTypes.TimedOut,
            $"The answer was not ready within {_limit.TotalSeconds:0.###} s (setting MuSiCa:Requests:Timeout). Send fewer faces, or ask "
                + "again when the service is less busy.")
        : new Problem(ProblemTypes.RequestTimeout,
            $"The body did not arrive within {_limit.TotalSeconds:0.###} s (setting MuSiCa:Requests:Timeout). Send smaller images, or "
                + "over a faster connection.");

    public void Dispose()
    {
        _linked.Dispose();
        _time.Dispose();
    }
}
