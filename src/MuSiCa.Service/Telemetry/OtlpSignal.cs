using OpenTelemetry.Exporter;

namespace MuSiCa.Service.Telemetry;

/// <summary>What the environment says of one of the signals that can be sent by OTLP.</summary>
/// <param name="name">As it stands in the variables: <c>METRICS</c> or <c>TRACES</c>.</param>
/// <param name="configuration">Has the environment.</param>
internal sealed class OtlpSignal(string name, IConfiguration configuration)
{
    public const string Metrics = "METRICS";
    public const string Traces = "TRACES";

    /// <summary>Whether it is sent: an endpoint is named, and its exporters, where they are, have OTLP among them.</summary>
    public bool IsOn
    {
        get
        {
            bool hasEndpoint = Own("ENDPOINT") is not null || !string.IsNullOrWhiteSpace(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
            string? exporters = configuration[$"OTEL_{name}_EXPORTER"];
            return hasEndpoint
                && (string.IsNullOrWhiteSpace(exporters) || exporters.Split(',', StringSplitOptions.TrimEntries).Contains("otlp"));
        }
    }

    /// <summary>Applies the variables of this signal alone. Those of all signals the exporter heeds by itself.</summary>
    public void Apply(OtlpExporterOptions options)
    {
        options.Protocol = Own("PROTOCOL") switch
        {
            "grpc" => OtlpExportProtocol.Grpc,
            "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
            _ => options.Protocol,
        };
        if (Uri.TryCreate(Own("ENDPOINT"), UriKind.Absolute, out Uri? endpoint))
        {
            options.Endpoint = endpoint;
        }

        if (Own("HEADERS") is { } headers)
        {
            options.Headers = headers;
        }
    }

    private string? Own(string variable) =>
        configuration[$"OTEL_EXPORTER_OTLP_{name}_{variable}"] is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;
}
