using Microsoft.Extensions.Options;
using MuSiCa.Cascade;
using MuSiCa.Service.Configuration;
using MuSiCa.Serving;

namespace MuSiCa.Service.Models;

/// <summary>Loads the model of the settings and puts a lane in front of it.</summary>
internal static class ModelSetup
{
    public static IServiceCollection AddModel(this IServiceCollection services) => services
        .AddSingleton(OpenSession)
        .AddSingleton(static provider => new FacePreparer(
            provider.GetRequiredService<CascadeSession>().Package,
            provider.GetRequiredService<IOptions<ServingOptions>>().Value.QueueLimit))
        .AddSingleton<IFaceAligner>(OpenLane)
        .AddHostedService<ModelWarmup>();

    private static CascadeSession OpenSession(IServiceProvider provider)
    {
        string path = provider.GetRequiredService<IOptions<ModelOptions>>().Value.Path;
        InferenceOptions inference = provider.GetRequiredService<IOptions<InferenceOptions>>().Value;
        ModelPackage package = ModelPackage.Load(ModelLocator.Find(path, Environment.CurrentDirectory, AppContext.BaseDirectory));
        return CascadeSession.Open(package, inference.ToExecution());
    }

    private static SingleLane OpenLane(IServiceProvider provider)
    {
        ServingOptions serving = provider.GetRequiredService<IOptions<ServingOptions>>().Value;
        return new SingleLane(
            provider.GetRequiredService<CascadeSession>(),
            new LaneOptions(serving.QueueLimit, serving.BatchLimit),
            provider.GetRequiredService<TimeProvider>());
    }
}
