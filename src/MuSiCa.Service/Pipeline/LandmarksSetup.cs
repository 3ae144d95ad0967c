using Microsoft.Extensions.Options;
using MuSiCa.Imaging;
using MuSiCa.Service.Admission;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Decoding;
using MuSiCa.Service.Pictures;
using MuSiCa.Service.Rest;
using MuSiCa.Service.Telemetry;
using MuSiCa.Service.Uploads;
using MuSiCa.Serving;

namespace MuSiCa.Service.Pipeline;

internal static class LandmarksSetup
{
    public static IServiceCollection AddLandmarks(this IServiceCollection services) => services
        .AddSingleton(static provider => new ImageDecoder(provider.GetRequiredService<IOptions<ImagingOptions>>().Value.ToLimits()))
        .AddSingleton<LargeImages>()
        .AddSingleton(CreateWorkers)
        .AddSingleton(static provider => new PendingWork(Environment.ProcessorCount, provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<AdmissionControl>()
        .AddSingleton<RefusalPace>()
        .AddSingleton<ImagePlanner>()
        .AddSingleton<ImageCutter>()
        .AddSingleton<PicturePainter>()
        .AddSingleton<LandmarkPipeline>()
        .AddSingleton<UploadReader>()
        .AddSingleton<ServiceGate>()
        .AddSingleton<LandmarkParameters>()
        .AddSingleton<LandmarkQueryReader>()
        .AddSingleton<LandmarksHandler>();

    private static DecodeWorkers CreateWorkers(IServiceProvider provider)
    {
        var workers = new DecodeWorkers(
            provider.GetRequiredService<IOptions<ImagingOptions>>(),
            provider.GetRequiredService<LargeImages>(),
            provider.GetRequiredService<MemoryBudget>(),
            provider.GetRequiredService<TimeProvider>());
        provider.GetRequiredService<ServiceMetrics>().ObservePreparation(() => workers.Depth);
        return workers;
    }
}
