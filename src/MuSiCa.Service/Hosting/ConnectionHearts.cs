using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace MuSiCa.Service.Hosting;

/// <summary>Keeps the hearts of the connections beating until the server has stopped.</summary>
/// <remarks>
/// Kestrel 10 stops its heartbeat first and then waits for the calls that are still open. An HTTP/2 connection whose last call ends
/// while its client sends nothing more is closed by the next beat: without one it would hold up the end until
/// <see cref="HostOptions.ShutdownTimeout"/>.
/// </remarks>
internal sealed class ConnectionHearts(TimeProvider timeProvider) : IHostedLifecycleService, IDisposable
{
    // As often as Kestrel's own.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<ConnectionHeart, ValueTuple> _hearts = [];
    private PeriodicTimer? _seconds;
    private Task _beating = Task.CompletedTask;
    private bool _isStopping;

    /// <summary>Follows each connection of an endpoint from its beginning to its end.</summary>
    public ConnectionDelegate Follow(ConnectionDelegate next) => async connection =>
    {
        if (connection.Features.Get<IConnectionHeartbeatFeature>() is not { } heartbeat)
        {
            await next(connection);
            return;
        }

        var heart = new ConnectionHeart(heartbeat);
        connection.Features.Set<IConnectionHeartbeatFeature>(heart);
        _hearts.TryAdd(heart, default);
        try
        {
            await next(connection);
        }
        finally
        {
            _hearts.TryRemove(heart, out _);
        }
    };

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        // A host may be told to stop by several at a time.
        if (!Interlocked.Exchange(ref _isStopping, true))
        {
            _seconds = new PeriodicTimer(Interval, timeProvider);
            _beating = BeatAsync(_seconds);
        }

        return Task.CompletedTask;
    }

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return _beating;
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
            foreach (ConnectionHeart heart in _hearts.Keys)
            {
                heart.Beat();
            }
        }
    }
}
