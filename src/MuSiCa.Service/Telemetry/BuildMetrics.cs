using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.InteropServices;
using MuSiCa.Cascade;

namespace MuSiCa.Service.Telemetry;

/// <summary>Says what runs: a gauge that is always 1, with labels, see docs/metrics.md.</summary>
internal sealed class BuildMetrics
{
    private const string Unknown = "unknown";

    public BuildMetrics(IMeterFactory meters, CascadeSession session)
    {
        (string version, string commit) = Describe(typeof(BuildMetrics).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);
        KeyValuePair<string, object?>[] labels =
        [
            new("version", version),
            new("commit", commit),
            new("runtime", RuntimeInformation.FrameworkDescription),
            new("provider", session.Provider.Active.ToString().ToLowerInvariant()),
        ];
        meters.Create(ServiceMetrics.MeterName).CreateObservableGauge(
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
