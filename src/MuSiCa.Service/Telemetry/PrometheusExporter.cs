using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace MuSiCa.Service.Telemetry;

/// <summary>Writes the metrics of the SDK in the Prometheus text format when it is asked to, one caller at a time.</summary>
/// <remarks>Own code, because the package index that this is built from does not have the exporter of the OpenTelemetry project.</remarks>
[ExportModes(ExportModes.Pull)]
internal sealed partial class PrometheusExporter(ILogger<PrometheusExporter> logger) : BaseExporter<Metric>, IPullMetricExporter
{
    private readonly ArrayBufferWriter<byte> _text = new(64 * 1024);
    private readonly PrometheusLabels _labels = new();
    private readonly List<Entry> _entries = [];
    private readonly HashSet<string> _seen = [];
    private readonly HashSet<string> _reported = [];
    private readonly ConditionalWeakTable<Metric, PrometheusFamily?> _families = [];
    private byte[]? _target;

    /// <summary>Set by the reader.</summary>
    public Func<int, bool>? Collect { get; set; }

    /// <summary>The text now, until the next call. Nothing where the SDK is switched off.</summary>
    public ReadOnlySpan<byte> Scrape()
    {
        _text.ResetWrittenCount();
        Collect?.Invoke(Timeout.Infinite);
        return _text.WrittenSpan;
    }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        _text.ResetWrittenCount();
        _text.Write(_target ??= DescribeTarget());
        _entries.Clear();
        foreach (Metric metric in batch)
        {
            if (_families.GetValue(metric, PrometheusFamily.Of) is { } family)
            {
                _entries.Add(new Entry(family, metric, _entries.Count));
            }
        }

        _entries.Sort();
        for (int i = 0; i < _entries.Count;)
        {
            i = WriteFamily(i);
        }

        return ExportResult.Success;
    }

    private int WriteFamily(int first)
    {
        PrometheusFamily family = _entries[first].Family;
        int end = first + 1;
        while (end < _entries.Count && _entries[end].Family.Name == family.Name)
        {
            end++;
        }

        _seen.Clear();
        _text.Write(family.Header);
        for (int i = first; i < end; i++)
        {
            if (_entries[i].Family.Kind == family.Kind)
            {
                WritePoints(family, _entries[i].Metric, isShared: end > first + 1);
            }
            else
            {
                Report(family, _entries[i].Metric);
            }
        }

        return end;
    }

    private void WritePoints(PrometheusFamily family, Metric metric, bool isShared)
    {
        foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
        {
            ReadOnlySpan<byte> labels = _labels.Render(point.Tags, family.Kind == PrometheusKind.Histogram ? "le" : null);

            // The same series twice makes Prometheus refuse one of them, which one being up to chance.
            if (isShared && !_seen.Add(Encoding.UTF8.GetString(labels)))
            {
                Report(family, metric);
                continue;
            }

            if (family.Kind == PrometheusKind.Histogram)
            {
                PrometheusSeries.WriteHistogram(_text, family.Name, labels, point);
            }
            else
            {
                PrometheusSeries.WriteValue(_text, family.Name, labels, point, metric.MetricType);
            }
        }
    }

    private byte[] DescribeTarget()
    {
        Resource resource = ParentProvider.GetResource();
        if (!resource.Attributes.Any())
        {
            return [];
        }

        var text = new ArrayBufferWriter<byte>();
        text.Write(PrometheusFamily.Introduce("target_info", PrometheusKind.Gauge, "What is measured here."));
        text.Write("target_info{"u8);
        text.Write(_labels.Render(resource.Attributes));
        text.Write("} 1\n"u8);
        return text.WrittenSpan.ToArray();
    }

    private void Report(PrometheusFamily family, Metric metric)
    {
        if (_reported.Add($"{family.Name} {metric.MeterName}"))
        {
            LogCollision(metric.Name, metric.MeterName, family.Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The metric {Metric} of the meter {Meter} is left out of /metrics where another one is already "
        + "called {Family} there with another type or the same labels")]
    private partial void LogCollision(string metric, string meter, string family);

    private readonly record struct Entry(PrometheusFamily Family, Metric Metric, int Place) : IComparable<Entry>
    {
        public int CompareTo(Entry other) =>
            string.CompareOrdinal(Family.Name, other.Family.Name) is var order and not 0 ? order : Place.CompareTo(other.Place);
    }
}
