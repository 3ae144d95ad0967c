using System.Buffers;
using System.Globalization;
using System.Text;

namespace MuSiCa.Service.Telemetry;

/// <summary>The tokens of the Prometheus text format, version 0.0.4, as UTF-8.</summary>
internal static class PrometheusText
{
    // More than any number needs.
    private const int NumberLength = 32;

    private static readonly SearchValues<char> EscapedInLabels = SearchValues.Create("\\\"\n");

    public static void WriteText(this IBufferWriter<byte> writer, ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, writer);

    public static void WriteNumber(this IBufferWriter<byte> writer, long value)
    {
        value.TryFormat(writer.GetSpan(NumberLength), out int written, provider: CultureInfo.InvariantCulture);
        writer.Advance(written);
    }

    /// <summary>A number in the shortest form that is read back as itself, spelt as Prometheus spells it.</summary>
    public static void WriteNumber(this IBufferWriter<byte> writer, double value)
    {
        if (double.IsInfinity(value))
        {
            writer.Write(value > 0 ? "+Inf"u8 : "-Inf"u8);
            return;
        }

        Span<byte> number = writer.GetSpan(NumberLength);
        value.TryFormat(number, out int written, provider: CultureInfo.InvariantCulture);
        number[..written].Replace((byte)'E', (byte)'e');
        writer.Advance(written);
    }

    public static void WriteHelp(this IBufferWriter<byte> writer, string help) => writer.WriteText(
        help.Replace("\\", "\\\\", StringComparison.Ordinal).ReplaceLineEndings("\\n"));

    /// <summary>The value of a label, between quotes that the caller writes.</summary>
    public static void WriteLabelValue(this IBufferWriter<byte> writer, ReadOnlySpan<char> value)
    {
        int special;
        while ((special = value.IndexOfAny(EscapedInLabels)) >= 0)
        {
            writer.WriteText(value[..special]);
            writer.Write(value[special] switch
            {
                '\\' => "\\\\"u8,
                '"' => "\\\""u8,
                _ => "\\n"u8,
            });
            value = value[(special + 1)..];
        }

        writer.WriteText(value);
    }
}
