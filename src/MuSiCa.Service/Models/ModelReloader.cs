using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using MuSiCa.Inference;
using MuSiCa.Service.Configuration;
using MuSiCa.Serving;

namespace MuSiCa.Service.Models;

/// <summary>What reading the models again came to.</summary>
/// <param name="Models">Name and version of those that are served now.</param>
/// <param name="Changed">How many of them are new or changed.</param>
/// <param name="Reason">Why everything stays as it was; null where it does not.</param>
internal sealed record ReloadResult(IReadOnlyList<string> Models, int Changed, string? Reason = null);

/// <summary>
/// Reads the packages of the settings again, on SIGHUP, by <c>POST /admin/reload</c> or, where they are watched, when a file of theirs
/// changes, and swaps those that changed: loaded, checked and warmed before any request gets them. Requests finish on the model they
/// began with, which is then freed. Where a package cannot be used everything stays as it is.
/// </summary>
internal sealed partial class ModelReloader(
    ModelCatalog catalog,
    BatchScheduler scheduler,
    LaneSet lanes,
    MemoryBudget memory,
    IOptionsMonitor<ModelOptions> models,
    IOptions<InferenceOptions> inference,
    IOptions<ServingOptions> serving,
    IHostApplicationLifetime lifetime,
    TimeProvider timeProvider,
    ILogger<ModelReloader> logger) : BackgroundService
{
    private readonly SemaphoreSlim _one = new(1);
    private PosixSignalRegistration? _hangUp;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            // Else the process would end, as it does without this.
            context.Cancel = true;
            _ = ReloadAsync(lifetime.ApplicationStopping);
        });
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        _hangUp?.Dispose();
        return base.StopAsync(cancellationToken);
    }

    /// <summary>Reads the packages again.</summary>
    /// <returns>What is served now; where a package cannot be used nothing changed, and the log says why as well.</returns>
    public async Task<ReloadResult> ReloadAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        var opened = new List<LoadedModel>();
        try
        {
            var next = new List<LoadedModel>();
            foreach (string path in Paths())
            {
                next.Add(await LoadAsync(ModelPackage.Load(ModelLocator.Find(path)), opened, cancellationToken));
            }

            IReadOnlyList<LoadedModel> gone = catalog.Publish(next);
            string[] served = Names(next);
            LogReloaded(string.Join(", ", served), opened.Count);
            foreach (LoadedModel model in gone)
            {
                _ = RetireAsync(model);
            }

            return new ReloadResult(served, opened.Count);
        }
        catch (Exception exception)
        {
            opened.ForEach(Free);
            if (exception is not OperationCanceledException)
            {
                LogRefused(exception.Message);
            }

            return new ReloadResult(Names(catalog.All), 0, exception.Message);
        }
        finally
        {
            _one.Release();
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _hangUp?.Dispose();
        _one.Dispose();
        foreach (LoadedModel model in catalog.All)
        {
            model.CloseSessions();
        }
    }

    // By time and size of the files, looked at now and then: what tells of changes at once does not on network and container file systems.
    // A package is taken when it looks the same twice, so not while it is being copied.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TimeSpan every = models.CurrentValue.WatchEvery;
        if (every == TimeSpan.Zero)
        {
            return;
        }

        using var timer = new PeriodicTimer(every, timeProvider);
        string served = Look();
        string before = served;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            string now = Look();
            if (now != served && now == before)
            {
                served = now;
                await ReloadAsync(stoppingToken);
            }

            before = now;
        }
    }

    private static string[] Names(IEnumerable<LoadedModel> of) =>
        [.. of.Select(static model => $"{model.Package.Name} {model.Package.Version}")];

    private IEnumerable<string> Paths()
    {
        ModelOptions settings = models.CurrentValue;
        return settings.Others.Prepend(settings.Path);
    }

    private string Look()
    {
        try
        {
            return string.Join('\n', Paths()
                .SelectMany(static path => new DirectoryInfo(ModelLocator.Find(path)).EnumerateFiles())
                .Select(static file => FormattableString.Invariant($"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}")));
        }
        catch (IOException exception)
        {
            return exception.Message;
        }
    }

    private async Task<LoadedModel> LoadAsync(ModelPackage package, List<LoadedModel> opened, CancellationToken cancellationToken)
    {
        string fingerprint = LoadedModel.FingerprintOf(package);
        if (catalog.All.FirstOrDefault(model => model.Fingerprint == fingerprint) is { } same)
        {
            return same;
        }

        LaneSession<CascadeSession> lane = FurtherModels.Open(package, inference.Value);
        ServedCascade cascade = scheduler.Add(
            [.. Enumerable.Repeat(lane, lanes.Lanes.Count)], serving.Value.ToCascade(lane.Session.Provider.Active), memory);
        var model = new LoadedModel(lane.Session, new FacePreparer(package, serving.Value.QueueLimit), cascade, lane.Alone);
        opened.Add(model);
        await cascade.WarmUpAsync(cancellationToken);
        return model;
    }

    private async Task RetireAsync(LoadedModel model)
    {
        await model.RetireAsync();
        Free(model);
        LogFreed(model.Package.Name, model.Package.Version);
    }

    private void Free(LoadedModel model)
    {
        if (model.Aligner is ServedCascade cascade)
        {
            scheduler.Remove(cascade);
        }

        model.CloseSessions();
    }

    [LoggerMessage(LogLevel.Information, "Models read again, {Changed} new or changed. Served: {Models}")]
    private partial void LogReloaded(string models, int changed);

    [LoggerMessage(LogLevel.Error, "The models stay as they are, one of the packages cannot be used: {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(LogLevel.Information, "Model {Model} {Version}: its last request is done, it is freed")]
    private partial void LogFreed(string model, string version);
}
