using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using MuSiCa.Inference;
using MuSiCa.Service.Configuration;
using MuSiCa.Serving;

namespace MuSiCa.Service.Models;

/// <summary>
/// Reads the packages of the settings again, on SIGHUP, and swaps those that changed: loaded, checked and warmed before any request gets
/// them. Requests finish on the model they began with, which is then freed. Where a package cannot be used everything stays as it is.
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
    ILogger<ModelReloader> logger) : IHostedService, IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private PosixSignalRegistration? _hangUp;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            // Else the process would end, as it does without this.
            context.Cancel = true;
            _ = ReloadAsync(lifetime.ApplicationStopping);
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _hangUp?.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Reads the packages again.</summary>
    /// <returns>Whether all of them can be used; else nothing changed, and the log says why.</returns>
    public async Task<bool> ReloadAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        var opened = new List<LoadedModel>();
        try
        {
            var next = new List<LoadedModel>();
            foreach (string path in models.CurrentValue.Others.Prepend(models.CurrentValue.Path))
            {
                next.Add(await LoadAsync(ModelPackage.Load(ModelLocator.Find(path)), opened, cancellationToken));
            }

            IReadOnlyList<LoadedModel> gone = catalog.Publish(next);
            LogReloaded(string.Join(", ", next.Select(static model => $"{model.Package.Name} {model.Package.Version}")), opened.Count);
            foreach (LoadedModel model in gone)
            {
                _ = RetireAsync(model);
            }

            return true;
        }
        catch (Exception exception)
        {
            opened.ForEach(Free);
            if (exception is not OperationCanceledException)
            {
                LogRefused(exception.Message);
            }

            return false;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose()
    {
        _hangUp?.Dispose();
        _one.Dispose();
        foreach (LoadedModel model in catalog.All)
        {
            model.CloseSessions();
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
