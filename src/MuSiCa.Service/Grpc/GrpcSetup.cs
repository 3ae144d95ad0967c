using Grpc.AspNetCore.Server;
using Microsoft.Extensions.Options;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Hosting;
using MuSiCa.Service.Tracking;

namespace MuSiCa.Service.Grpc;

/// <summary>gRPC beside REST: the landmarks, health and reflection.</summary>
internal static class GrpcSetup
{
    public static IServiceCollection AddLandmarksGrpc(this IServiceCollection services)
    {
        services.AddGrpc();
        services.AddGrpcReflection();

        // What callers did wrong is no error of the service, and what is one is logged with the problem.
        services.AddLogging(static logging => logging.AddFilter(CallFailures.LogCategory, LogLevel.Critical));
        return services
            .AddSingleton<IConfigureOptions<GrpcServiceOptions>, GrpcLimits>()
            .AddSingleton<MessageMemory>()
            .AddSingleton<LocateHandler>()
            .AddSingleton<StreamPlaces>()
            .AddSingleton<FrameReceiver>()
            .AddSingleton<FrameAligner>()
            .AddSingleton<TrackHandler>()
            .AddSingleton<HealthService>();
    }

    public static IEndpointRouteBuilder MapLandmarksGrpc(this IEndpointRouteBuilder routes)
    {
        routes.MapGrpcService<FaceLandmarkerService>().WithMetadata(OwnSizeLimit.Instance).ExcludeFromDescription();
        routes.MapGrpcService<HealthService>().ExcludeFromDescription();
        routes.MapGrpcReflectionService().ExcludeFromDescription();
        return routes;
    }

    // A message may be as large as the body of a REST request.
    private sealed class GrpcLimits(IOptions<RequestOptions> requests) : IConfigureOptions<GrpcServiceOptions>
    {
        public void Configure(GrpcServiceOptions options)
        {
            options.MaxReceiveMessageSize = (int)Math.Min(requests.Value.MaxBytes, Array.MaxLength);

            // Its routes would take the place of what REST says of a wrong method; ProblemSetup answers instead.
            options.IgnoreUnknownServices = true;
        }
    }
}
