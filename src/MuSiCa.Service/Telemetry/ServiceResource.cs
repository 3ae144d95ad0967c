using System.Reflection;
using OpenTelemetry.Resources;

namespace MuSiCa.Service.Telemetry;

/// <summary>What the metrics say about where they come from.</summary>
internal static class ServiceResource
{
    private const string Name = "musica-service";

    /// <summary>The environment comes last: OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES override what stands here.</summary>
    public static ResourceBuilder Build() => ResourceBuilder.CreateEmpty()
        .AddService(Name, serviceVersion: Version())
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();

    private static string? Version() =>
        typeof(ServiceResource).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
}
