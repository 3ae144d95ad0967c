namespace MuSiCa.Service.Telemetry;

/// <summary>Types of the Prometheus text format that this service writes.</summary>
internal enum PrometheusKind
{
    Counter,
    Gauge,
    Histogram,
}
