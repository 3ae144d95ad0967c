using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using MuSiCa.Inference;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Sizing;
using MuSiCa.Serving;

namespace MuSiCa.Service.Models;

/// <summary>Loads the model of the settings and puts the scheduler in front of it.</summary>
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
        .AddSingleton<IFaceAligner>(CreateScheduler)
        .AddHostedService<ModelWarmup>();

    private static FaceScheduler CreateScheduler(IServiceProvider provider)
    {
        // First: where it cannot be, nothing more is opened.
        MemoryBudget memory = provider.GetRequiredService<MemoryBudget>();
        CascadeSession session = provider.GetRequiredService<CascadeSession>();
        return new FaceScheduler(
            provider.GetRequiredService<LaneSet>().Lanes,
            Settings<ServingOptions>(provider).ToScheduler(session.Provider.Active),
            memory,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IMeterFactory>(),
            provider.GetRequiredService<ILogger<FaceScheduler>>());
    }

    private static TSettings Settings<TSettings>(IServiceProvider provider)
        where TSettings : class, ISettings => provider.GetRequiredService<IOptions<TSettings>>().Value;
}
