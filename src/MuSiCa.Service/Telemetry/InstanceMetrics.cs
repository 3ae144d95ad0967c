using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.InteropServices;
using MuSiCa.Inference;
using MuSiCa.Service.Health;

namespace MuSiCa.Service.Telemetry;

/// <summary>Says what runs, and whether it is ready, see docs/metrics.md.</summary>
internal sealed class InstanceMetrics
{
    private const string Unknown = "unknown";

    public InstanceMetrics(IMeterFactory meters, CascadeSession session, ModelHealth health)
    {
        (string version, string commit) = Describe(typeof(InstanceMetrics).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);
        KeyValuePair<string, object?>[] labels =
        [
            new("version", version),
            new("commit", commit),
            new("runtime", RuntimeInformation.FrameworkDescription),
            new("provider", session.Provider.Active.ToString().ToLowerInvariant()),
        ];
        Meter meter = meters.Create(ServiceMetrics.MeterName);
        meter.CreateObservableGauge(
            "musica.ready", () => health.NotReady() is null ? 1 : 0, null, "1 while requests are answered, as /health/ready says, else 0.");
        meter.CreateObservableGauge(
            "musica.build.info", () => new Measurement<int>(1, labels), null, "Always 1; the labels say what runs.");
    }

    /// <summary>Parts what the compiler writes into the program, such as <c>1.0.0+0a1b2c</c>.</summary>
    internal static (string Version, string Commit) Describe(string? written) => written?.Split('+', 2) switch
    {
        [{ Length: > 0 } version, { Length: > 0 } commit] => (version, commit),
        [{ Length: > 0 } version, ..] => (version, Unknown),
        _ => (Unknown, Unknown),
    };
}
