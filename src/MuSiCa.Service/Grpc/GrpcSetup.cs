using System.IO.Compression;
using Grpc.AspNetCore.Server;
using Grpc.AspNetCore.Server.Model;
using Grpc.Net.Compression;
using Grpc.Reflection;
using Microsoft.Extensions.Options;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Hosting;
using MuSiCa.Service.OpenInference;
using MuSiCa.Service.Tracking;

namespace MuSiCa.Service.Grpc;

/// <summary>gRPC beside REST: the landmarks, health and reflection.</summary>
internal static class GrpcSetup
{
    /// <summary>Bytes of a message of health or reflection: the name of a service, or of something in a file.</summary>
    public const int SmallMessage = 4096;

    private static readonly IReadOnlyList<Google.Protobuf.Reflection.ServiceDescriptor> Services =
    [
        FaceLandmarker.Descriptor,
        Protos.Inference.GRPCInferenceService.Descriptor,
        global::Grpc.Health.V1.Health.Descriptor,
        global::Grpc.Reflection.V1Alpha.ServerReflection.Descriptor,
        global::Grpc.Reflection.V1.ServerReflection.Descriptor,
    ];

    public static IServiceCollection AddLandmarksGrpc(this IServiceCollection services)
    {
        services.AddGrpc(static options =>
        {
            options.MaxReceiveMessageSize = SmallMessage;
            options.CompressionProviders =
            [
                new CountedCompression(new GzipCompressionProvider(CompressionLevel.Fastest)),
                new CountedCompression(new DeflateCompressionProvider(CompressionLevel.Fastest)),
            ];

            // Its routes would take the place of what REST says of a wrong method; ProblemSetup answers instead.
            options.IgnoreUnknownServices = true;
        });

        // Before the official ones, which find a service only by its generated base.
        services
            .AddSingleton(static _ => new ReflectionServiceImpl(Services))
            .AddSingleton(static _ => new ReflectionV1ServiceImpl(Services));
        services.AddGrpcReflection();

        // What callers did wrong is no error of the service, and what is one is logged with the problem.
        services.AddLogging(static logging => logging.AddFilter(CallFailures.LogCategory, LogLevel.Critical));
        return services
            .AddSingleton<IConfigureOptions<GrpcServiceOptions<FaceLandmarkerService>>, LandmarksLimits>()
            .AddSingleton<IServiceMethodProvider<FaceLandmarkerService>, FaceLandmarkerMethods>()
            .AddSingleton<IConfigureOptions<GrpcServiceOptions<InferenceService>>, LandmarksLimits>()
            .AddSingleton<IServiceMethodProvider<InferenceService>, InferenceMethods>()
            .AddSingleton<InferHandler>()
            .AddSingleton<MessageMemory>()
            .AddSingleton<CallBodies>()
            .AddSingleton<UnaryCalls>()
            .AddSingleton<LocateHandler>()
            .AddSingleton<GetModelHandler>()
            .AddSingleton<StreamPlaces>()
            .AddSingleton<FrameReceiver>()
            .AddSingleton<FrameAligner>()
            .AddSingleton<TrackStreams>()
            .AddSingleton<TrackHandler>();
    }

    public static IEndpointRouteBuilder MapLandmarksGrpc(this IEndpointRouteBuilder routes)
    {
        routes.MapGrpcService<FaceLandmarkerService>().WithMetadata(OwnSizeLimit.Instance).ExcludeFromDescription();
        routes.MapGrpcService<InferenceService>().WithMetadata(OwnSizeLimit.Instance).ExcludeFromDescription();
        routes.MapGrpcHealthChecksService().ExcludeFromDescription();
        routes.MapGrpcReflectionService().ExcludeFromDescription();
        return routes;
    }

    // A message may be as large as the body of a REST request.
    private sealed class LandmarksLimits(IOptions<RequestOptions> requests)
        : IConfigureOptions<GrpcServiceOptions<FaceLandmarkerService>>, IConfigureOptions<GrpcServiceOptions<InferenceService>>
    {
        public void Configure(GrpcServiceOptions<FaceLandmarkerService> options) => options.MaxReceiveMessageSize = Most;

        public void Configure(GrpcServiceOptions<InferenceService> options) => options.MaxReceiveMessageSize = Most;

        private int Most => (int)Math.Min(requests.Value.MaxBytes, Array.MaxLength);
    }
}
