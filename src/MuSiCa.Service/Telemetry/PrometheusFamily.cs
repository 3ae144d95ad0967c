using System.Buffers;
using OpenTelemetry.Metrics;

namespace MuSiCa.Service.Telemetry;

/// <summary>What a metric is called in the text format, and the lines that introduce it.</summary>
internal sealed class PrometheusFamily
{
    public PrometheusFamily(Metric metric, PrometheusKind kind)
    {
        Kind = kind;
        Name = PrometheusName.Of(metric.Name, metric.Unit, kind);
        Header = Introduce(Name, kind, metric.Description);
    }

    public string Name { get; }

    public PrometheusKind Kind { get; }

    /// <summary>HELP and TYPE.</summary>
    public byte[] Header { get; }

    /// <summary>The family of a metric; null for a type that the text format does not have.</summary>
    public static PrometheusFamily? Of(Metric metric)
    {
        PrometheusKind? kind = metric.MetricType switch
        {
            MetricType.LongSum or MetricType.DoubleSum => PrometheusKind.Counter,
            MetricType.LongGauge or MetricType.DoubleGauge => PrometheusKind.Gauge,
            MetricType.LongSumNonMonotonic or MetricType.DoubleSumNonMonotonic => PrometheusKind.Gauge,
            MetricType.Histogram => PrometheusKind.Histogram,
            _ => null,
        };
        return kind is { } known ? new PrometheusFamily(metric, known) : null;
    }

    /// <summary>The lines that introduce a family.</summary>
    public static byte[] Introduce(string name, PrometheusKind kind, string help)
    {
        var header = new ArrayBufferWriter<byte>();
        if (help.Length > 0)
        {
            header.WriteText($"# HELP {name} ");
            header.WriteHelp(help);
            header.Write("\n"u8);
        }

        header.WriteText($"# TYPE {name} ");
        header.Write(kind switch
        {
            PrometheusKind.Counter => "counter\n"u8,
            PrometheusKind.Gauge => "gauge\n"u8,
            _ => "histogram\n"u8,
        });
        return header.WrittenSpan.ToArray();
    }
}
