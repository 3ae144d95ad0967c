using Microsoft.Extensions.Options;
using MuSiCa.Imaging;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Uploads;

namespace MuSiCa.Service.Landmarks;

internal static class LandmarksSetup
{
    public static IServiceCollection AddLandmarks(this IServiceCollection services) => services
        .AddSingleton(static provider => new ImageDecoder(provider.GetRequiredService<IOptions<ImagingOptions>>().Value.ToLimits()))
        .AddSingleton<DecodeGate>()
        .AddSingleton<FacesPreparer>()
        .AddSingleton<ImageAligner>()
        .AddSingleton<UploadReader>()
        .AddSingleton<LandmarksHandler>();
}
