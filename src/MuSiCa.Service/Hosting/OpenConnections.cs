using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace MuSiCa.Service.Hosting;

/// <summary>
/// Sees to it that no connection holds up the end. While the service stops their heartbeat goes on, and what is still open some time
/// after the drain is closed, whatever its client is about: half a header, a body that does not come, a stream that says nothing.
/// </summary>
/// <remarks>
/// Kestrel 10 stops its heartbeat first and then waits for the calls that are still open, until <see cref="HostOptions.ShutdownTimeout"/>.
/// An HTTP/2 connection whose last call ends while its client sends nothing more is closed by the next beat.
/// </remarks>
/// <param name="drained">Completes when what was accepted is done.</param>
/// <param name="closeTimeout">How long answers may take to reach their clients after that.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="logger">Is told how many are closed.</param>
internal sealed partial class OpenConnections(
    Task drained, TimeSpan closeTimeout, TimeProvider timeProvider, ILogger<OpenConnections> logger) : IHostedLifecycleService, IDisposable
{
    // As often as Kestrel's own.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<ConnectionContext, ConnectionHeartbeat?> _connections = [];
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PeriodicTimer? _seconds;
    private Task _work = Task.CompletedTask;
    private bool _isStopping;

    /// <summary>Follows each connection of an endpoint from its beginning to its end.</summary>
    public ConnectionDelegate Follow(ConnectionDelegate next) => async connection =>
    {
        ConnectionHeartbeat? heartbeat = null;
        if (connection.Features.Get<IConnectionHeartbeatFeature>() is { } server)
        {
            heartbeat = new ConnectionHeartbeat(server);
            connection.Features.Set<IConnectionHeartbeatFeature>(heartbeat);
        }

        _connections.TryAdd(connection, heartbeat);
        try
        {
            await next(connection);
        }
        finally
        {
            _connections.TryRemove(connection, out _);
        }
    };

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        // A host may be told to stop by several at a time.
        if (!Interlocked.Exchange(ref _isStopping, true))
        {
            _seconds = new PeriodicTimer(Interval, timeProvider);
            _work = Task.WhenAll(BeatAsync(_seconds), CloseAsync());
        }

        return Task.CompletedTask;
    }

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        Dispose();
        _stopped.TrySetResult();
        return _work;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _seconds?.Dispose();

    // Until the timer is disposed of.
    private async Task BeatAsync(PeriodicTimer seconds)
    {
        while (await seconds.WaitForNextTickAsync())
        {
            foreach (ConnectionHeartbeat? heartbeat in _connections.Values)
            {
                heartbeat?.Beat();
            }
        }
    }

    private async Task CloseAsync()
    {
        if (await Task.WhenAny(_stopped.Task, WaitAsync()) == _stopped.Task)
        {
            return;
        }

        ICollection<ConnectionContext> left = _connections.Keys;
        LogClosing(left.Count);
        foreach (ConnectionContext connection in left)
        {
            connection.Abort(new ConnectionAbortedException("The service has stopped."));
        }
    }

    // Until the drain is over and answers have had their time.
    private async Task WaitAsync()
    {
        await drained;
        await Task.Delay(closeTimeout, timeProvider);
    }

    [LoggerMessage(LogLevel.Information, "Stopping: {Count} connections that their clients keep open are closed")]
    private partial void LogClosing(int count);
}
