using Microsoft.Extensions.Options;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Finding;
using MuSiCa.Serving;

namespace MuSiCa.Service.Hosting;

/// <summary>
/// Leaves in order: not ready at once, no new requests after a delay, and the server is only stopped when all accepted faces
/// are done.
/// </summary>
internal sealed partial class DrainService(
    ServiceState state,
    IFaceAligner aligner,
    FinderSwitch finder,
    TimeProvider timeProvider,
    IOptions<ServingOptions> options,
    ILogger<DrainService> logger) : IHostedLifecycleService
{
    // Before the server itself is told to stop, which would close its port.
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (state.Phase < ServicePhase.Leaving && options.Value.DrainDelay is var delay && delay > TimeSpan.Zero)
        {
            state.Enter(ServicePhase.Leaving);
            LogLeaving(delay);

            // Out of time for the delay is not yet out of work: the drain below says what became of that.
            await Task.Delay(delay, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        state.Enter(ServicePhase.Draining);
        try
        {
            // Front to back: what has been searched still needs places for its faces.
            await (finder.Engine?.DrainAsync(cancellationToken) ?? Task.CompletedTask);
            await aligner.DrainAsync(cancellationToken);
            LogDrained();
        }
        catch (OperationCanceledException)
        {
            LogTimeout(options.Value.DrainTimeout);
        }
        finally
        {
            state.FinishDrain();
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "Stopping: not ready any more, requests are answered for another {Delay}")]
    private partial void LogLeaving(TimeSpan delay);

    [LoggerMessage(LogLevel.Information, "Stopping: every accepted face is done")]
    private partial void LogDrained();

    [LoggerMessage(LogLevel.Warning, "Stopping: faces were still unfinished after {Timeout} (setting MuSiCa:Serving:DrainTimeout) and "
        + "are given up")]
    private partial void LogTimeout(TimeSpan timeout);
}
