using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using MuSiCa.Inference;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Sizing;
using MuSiCa.Serving;

namespace MuSiCa.Service.Models;

/// <summary>Loads the model of the settings and has the scheduler run it.</summary>
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
            provider.GetRequiredService<CascadeSession>().Package))
        .AddSingleton<LaneSet>()
        .AddSingleton(CreateScheduler)
        .AddSingleton<IFaceAligner>(Serve)
        .AddHostedService<ModelWarmup>();

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

    private static TSettings Settings<TSettings>(IServiceProvider provider)
        where TSettings : class, ISettings => provider.GetRequiredService<IOptions<TSettings>>().Value;
}
