using Microsoft.Extensions.Options;
using MuSiCa.Service.Admission;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Finding;
using MuSiCa.Service.Models;

namespace MuSiCa.Service.Hosting;

/// <summary>
/// Leaves in order: not ready at once, no new requests after a delay, and the server is only stopped when all accepted faces
/// are done.
/// </summary>
internal sealed partial class DrainService(
    ServiceState state,
    AdmissionControl admission,
    ModelCatalog models,
    FinderSwitch finder,
    InterruptSignal interrupt,
    TimeProvider timeProvider,
    IOptions<ServingOptions> options,
    ILogger<DrainService> logger) : IHostedLifecycleService
{
    // Before the server itself is told to stop, which would close its port.
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (state.Phase == ServicePhase.Ready && options.Value.DrainDelay > TimeSpan.Zero && !interrupt.Token.IsCancellationRequested)
        {
            await LeaveAsync(options.Value.DrainDelay, cancellationToken);
        }

        state.Enter(ServicePhase.Draining);
        try
        {
            await DrainAsync(cancellationToken);
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

    private async Task LeaveAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        state.Enter(ServicePhase.Leaving);
        LogLeaving(delay);

        // Out of time for the delay is not yet out of work: the drain says what became of that.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, interrupt.Token);
        await Task.Delay(delay, timeProvider, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        using var time = new CancellationTokenSource(options.Value.DrainTimeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, time.Token);

        await admission.DrainAsync(either.Token);
        await (finder.Engine?.DrainAsync(either.Token) ?? Task.CompletedTask);
        await Task.WhenAll(models.All.Select(model => model.Aligner.DrainAsync(either.Token)));
    }

    [LoggerMessage(LogLevel.Information, "Stopping: not ready any more, requests are answered for another {Delay}")]
    private partial void LogLeaving(TimeSpan delay);

    [LoggerMessage(LogLevel.Information, "Stopping: every accepted face is done")]
    private partial void LogDrained();

    [LoggerMessage(LogLevel.Warning, "Stopping: faces were still unfinished after {Timeout} (setting MuSiCa:Serving:DrainTimeout) and "
        + "are given up")]
    private partial void LogTimeout(TimeSpan timeout);
}
