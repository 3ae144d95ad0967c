using Microsoft.AspNetCore.Hosting.Server;
using MuSiCa.Inference;
using MuSiCa.Service.Finding;
using MuSiCa.Service.Hosting;

namespace MuSiCa.Service.Models;

/// <summary>Warms the model beside the running server, which answers health checks meanwhile, and then opens the service.</summary>
internal sealed partial class ModelWarmup(
    ModelCatalog models,
    FinderSwitch finder,
    ServiceState state,
    IServer server,
    IConfiguration configuration,
    IHostApplicationLifetime lifetime,
    TimeProvider timeProvider,
    ILogger<ModelWarmup> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        CascadeSession session = models.Default.Session;
        string provider = NameOf(session.Provider.Active);
        foreach (LoadedModel model in models.All)
        {
            ModelPackage package = model.Package;
            LogModel(
                package.Name, package.Version, package.Landmarks.Count, package.Stages.Length, NameOf(model.Session.Provider.Active), package.Directory);
            TellOfGpu(package.Name, package.Precision, model.Session.Provider.Active);
        }

        if (session.Provider.HasNoGpu)
        {
            LogNoGpu();
        }
        else if (session.Provider.FallbackInFull is { } reason)
        {
            LogFallback(NameOf(session.Provider.Requested), provider, reason);
        }

        if (finder.Session?.Package is { } found)
        {
            LogFinder(found.Name, found.Version, NameOf(finder.Session.Provider.Active), found.Directory);
            TellOfGpu(found.Name, found.Precision, finder.Session.Provider.Active);
        }

        try
        {
            // Ready means that requests are answered, so not before the server listens.
            await lifetime.ApplicationStarted.WhenFiredAsync(stoppingToken);
            long start = timeProvider.GetTimestamp();
            foreach (LoadedModel model in models.All)
            {
                await model.Aligner.WarmUpAsync(stoppingToken);
            }

            await (finder.Engine?.WarmUpAsync(stoppingToken) ?? Task.CompletedTask);
            state.Enter(ServicePhase.Ready);
            LogReady(timeProvider.GetElapsedTime(start).TotalMilliseconds, ListenAddresses.Describe(server.Features, configuration));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service is stopped before it was ready.
        }
        catch (Exception exception)
        {
            LogFailure(session.Package.Name, provider, exception.Message);
            state.Fail(exception.Message);
            lifetime.StopApplication();
        }
    }

    private void TellOfGpu(string package, PackagePrecision precision, ExecutionProvider provider)
    {
        if (precision == PackagePrecision.EightBits && provider != ExecutionProvider.Cpu)
        {
            LogInt8OnGpu(package, NameOf(provider));
        }
    }

    private static string NameOf(ExecutionProvider provider) => provider.ToString().ToLowerInvariant();

    [LoggerMessage(LogLevel.Information, "Model {Model} {Version}: {Landmarks} landmarks, {Stages} stages, on {Provider}, from "
        + "{Directory}")]
    private partial void LogModel(string model, string version, int landmarks, int stages, string provider, string directory);

    [LoggerMessage(LogLevel.Information, "Finder {Finder} {Version} on {Provider}, from {Directory}")]
    private partial void LogFinder(string finder, string version, string provider, string directory);

    [LoggerMessage(LogLevel.Information, "No NVIDIA GPU is visible: the model runs on the CPU")]
    private partial void LogNoGpu();

    [LoggerMessage(LogLevel.Warning, "Provider {Requested} was asked for, the model runs on {Active}. {Reason}")]
    private partial void LogFallback(string requested, string active, string reason);

    [LoggerMessage(LogLevel.Warning, "{Package} is a package in 8 bits, made for CPUs, and slow on {Provider}. Serve the package of the same "
        + "name without -int8 (MuSiCa:Model:Path, MuSiCa:Finding:Path)")]
    private partial void LogInt8OnGpu(string package, string provider);

    [LoggerMessage(LogLevel.Information, "Ready: the model was warmed in {Milliseconds:0} ms. {Addresses}")]
    private partial void LogReady(double milliseconds, string addresses);

    [LoggerMessage(LogLevel.Critical, "The model {Model} cannot run on {Provider}, the service stops: {Reason}")]
    private partial void LogFailure(string model, string provider, string reason);
}
