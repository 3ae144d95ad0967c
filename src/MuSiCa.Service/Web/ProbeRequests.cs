using MuSiCa.Service.Health;
using MuSiCa.Service.Telemetry;

namespace MuSiCa.Service.Web;

/// <summary>Tells the requests of whoever watches the service, health checks and scrapes, from those of its clients.</summary>
internal static class ProbeRequests
{
    private static readonly PathString GrpcHealth = "/" + global::Grpc.Health.V1.Health.Descriptor.FullName;

    /// <summary>Whether a request asks how the service is.</summary>
    public static bool IsProbe(this HttpContext http) =>
        http.Request.Path is var path
        && (path.StartsWithSegments(HealthEndpoints.Prefix) || path.StartsWithSegments(MetricsEndpoint.Path)
            || path.StartsWithSegments(GrpcHealth) || path.StartsWithSegments(InferencePaths.Health));
}
