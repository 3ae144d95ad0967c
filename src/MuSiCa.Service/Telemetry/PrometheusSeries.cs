using System.Buffers;
using OpenTelemetry.Metrics;

namespace MuSiCa.Service.Telemetry;

/// <summary>The lines of one point of a metric.</summary>
internal static class PrometheusSeries
{
    public static void WriteValue(IBufferWriter<byte> text, string name, ReadOnlySpan<byte> labels, in MetricPoint point, MetricType type)
    {
        WriteSeries(text, name, ""u8, labels);
        switch (type)
        {
            case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                text.WriteNumber(point.GetSumLong());
                break;
            case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                text.WriteNumber(point.GetSumDouble());
                break;
            case MetricType.LongGauge:
                text.WriteNumber(point.GetGaugeLastValueLong());
                break;
            default:
                text.WriteNumber(point.GetGaugeLastValueDouble());
                break;
        }

        text.Write("\n"u8);
    }

    public static void WriteHistogram(IBufferWriter<byte> text, string name, ReadOnlySpan<byte> labels, in MetricPoint point)
    {
        long count = 0;
        foreach (HistogramBucket bucket in point.GetHistogramBuckets())
        {
            count += bucket.BucketCount;
            text.WriteText(name);
            text.Write("_bucket{"u8);
            text.Write(labels);
            text.Write(labels.IsEmpty ? "le=\""u8 : ",le=\""u8);
            text.WriteNumber(bucket.ExplicitBound);
            text.Write("\"} "u8);
            text.WriteNumber(count);
            text.Write("\n"u8);
        }

        WriteSeries(text, name, "_sum"u8, labels);
        text.WriteNumber(point.GetHistogramSum());
        text.Write("\n"u8);
        WriteSeries(text, name, "_count"u8, labels);
        text.WriteNumber(point.GetHistogramCount());
        text.Write("\n"u8);
    }

    private static void WriteSeries(IBufferWriter<byte> text, string name, ReadOnlySpan<byte> suffix, ReadOnlySpan<byte> labels)
    {
        text.WriteText(name);
        text.Write(suffix);
        if (!labels.IsEmpty)
        {
            text.Write("{"u8);
            text.Write(labels);
            text.Write("}"u8);
        }

        text.Write(" "u8);
    }
}
