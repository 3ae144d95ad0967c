using Microsoft.Extensions.Options;
using MuSiCa.Imaging;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Preparing;
using MuSiCa.Service.Rest;
using MuSiCa.Service.Telemetry;
using MuSiCa.Service.Uploads;

namespace MuSiCa.Service.Landmarks;

internal static class LandmarksSetup
{
    public static IServiceCollection AddLandmarks(this IServiceCollection services) => services
        .AddSingleton(static provider => new ImageDecoder(provider.GetRequiredService<IOptions<ImagingOptions>>().Value.ToLimits()))
        .AddSingleton(CreateWorkers)
        .AddSingleton<FacesPreparer>()
        .AddSingleton<ImageAligner>()
        .AddSingleton<UploadReader>()
        .AddSingleton<ServiceGate>()
        .AddSingleton<FoundAligner>()
        .AddSingleton<RequestAligner>()
        .AddSingleton<LandmarkQueryReader>()
        .AddSingleton<LandmarksHandler>();

    private static PreparationWorkers CreateWorkers(IServiceProvider provider)
    {
        var workers = new PreparationWorkers(
            provider.GetRequiredService<IOptions<ImagingOptions>>(), provider.GetRequiredService<TimeProvider>());
        provider.GetRequiredService<ServiceMetrics>().ObservePreparation(() => workers.Depth);
        return workers;
    }
}
