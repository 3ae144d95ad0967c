namespace MuSiCa.Service.Telemetry;

/// <summary>Whether metrics are sent by OTLP, decided by the standard environment variables alone.</summary>
internal static class OtlpSwitch
{
    private const string Otlp = "otlp";

    /// <summary>
    /// On when an endpoint is named, unless OTEL_METRICS_EXPORTER names other exporters only. OTEL_SDK_DISABLED is heeded by the SDK.
    /// </summary>
    public static bool IsOn(IConfiguration configuration)
    {
        bool hasEndpoint = IsSet(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])
            || IsSet(configuration["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"]);
        string? exporters = configuration["OTEL_METRICS_EXPORTER"];
        return hasEndpoint && (!IsSet(exporters) || exporters!.Split(',', StringSplitOptions.TrimEntries).Contains(Otlp));
    }

    private static bool IsSet(string? value) => !string.IsNullOrWhiteSpace(value);
}
