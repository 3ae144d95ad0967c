using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using MuSiCa.Inference;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Sizing;
using MuSiCa.Serving;

namespace MuSiCa.Service.Models;

/// <summary>Loads the models of the settings and has the scheduler run them.</summary>
internal static class ModelSetup
{
    public static IServiceCollection AddModel(this IServiceCollection services) => services
        .AddSingleton<IModelFolder, ModelFolder>()
        .AddSingleton(static provider =>
            provider.GetRequiredService<IModelFolder>().Open(Settings<InferenceOptions>(provider).ToExecution()))
        .AddSingleton(static provider => new FacePreparer(
            provider.GetRequiredService<CascadeSession>().Package, Settings<ServingOptions>(provider).QueueLimit))
        .AddSingleton(static provider => MemorySetup.Create(
            provider.GetRequiredService<MemoryPlan>(),
            Settings<RequestOptions>(provider),
            Settings<ImagingOptions>(provider),
            Largest(provider)))
        .AddSingleton<LaneSet>()
        .AddSingleton<FurtherModels>()
        .AddSingleton(CreateScheduler)
        .AddSingleton<IFaceAligner>(Serve)
        .AddSingleton(CreateCatalog)
        .AddHostedService<ModelWarmup>()
        .AddSingleton<ModelReloader>()
        .AddHostedService(static provider => provider.GetRequiredService<ModelReloader>());

    private static BatchScheduler CreateScheduler(IServiceProvider provider) => new(
        provider.GetRequiredService<LaneSet>().Lanes,
        Settings<ServingOptions>(provider).ToScheduler(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<IMeterFactory>(),
        provider.GetRequiredService<ILogger<BatchScheduler>>());

    private static ServedCascade Serve(IServiceProvider provider)
    {
        // First: where it cannot be, nothing more is opened.
        MemoryBudget memory = provider.GetRequiredService<MemoryBudget>();
        CascadeSession session = provider.GetRequiredService<CascadeSession>();
        return provider.GetRequiredService<BatchScheduler>().Add(
            provider.GetRequiredService<LaneSet>().Sessions,
            Settings<ServingOptions>(provider).ToCascade(session.Provider.Active),
            memory);
    }

    /// <summary>The model whose faces take the most memory.</summary>
    public static ModelPackage Largest(IServiceProvider provider) => provider.GetRequiredService<FurtherModels>().Sessions
        .Select(static lane => lane.Session.Package)
        .Prepend(provider.GetRequiredService<CascadeSession>().Package)
        .MaxBy(PreparedFace.BytesOf)!;

    private static ModelCatalog CreateCatalog(IServiceProvider provider)
    {
        // First: so that places and gauges of the default model come first.
        var first = new LoadedModel(
            provider.GetRequiredService<CascadeSession>(),
            provider.GetRequiredService<FacePreparer>(),
            provider.GetRequiredService<IFaceAligner>(),
            provider.GetRequiredService<LaneSet>().Sessions[0].Alone);
        BatchScheduler scheduler = provider.GetRequiredService<BatchScheduler>();
        ServingOptions serving = Settings<ServingOptions>(provider);
        int lanes = provider.GetRequiredService<LaneSet>().Lanes.Count;
        return new ModelCatalog(
        [
            first,
            .. provider.GetRequiredService<FurtherModels>().Sessions.Select(lane => new LoadedModel(
                lane.Session,
                new FacePreparer(lane.Session.Package, serving.QueueLimit),
                scheduler.Add(
                    [.. Enumerable.Repeat(lane, lanes)],
                    serving.ToCascade(lane.Session.Provider.Active),
                    provider.GetRequiredService<MemoryBudget>()),
                lane.Alone)),
        ]);
    }

    private static TSettings Settings<TSettings>(IServiceProvider provider)
        where TSettings : class, ISettings => provider.GetRequiredService<IOptions<TSettings>>().Value;
}
