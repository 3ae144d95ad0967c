using System.Buffers;
using System.Globalization;
using OpenTelemetry;

namespace MuSiCa.Service.Telemetry;

/// <summary>
/// Attributes as labels, <c>a="1",b="2"</c>, in the order of their names whatever order they were recorded in. Not to be used by
/// two threads at once: it keeps its buffers.
/// </summary>
internal sealed class PrometheusLabels
{
    private static readonly Comparison<Label> ByName = static (one, other) =>
        string.CompareOrdinal(one.Name, other.Name) is var order and not 0 ? order : string.CompareOrdinal(one.Key, other.Key);

    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly List<Label> _labels = [];
    private readonly Dictionary<string, string> _names = [];

    /// <summary>The labels of a point, until the next call.</summary>
    /// <param name="tags">Attributes of the point.</param>
    /// <param name="reserved">A name that the format itself uses here.</param>
    public ReadOnlySpan<byte> Render(ReadOnlyTagCollection tags, string? reserved = null)
    {
        _labels.Clear();
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            Add(tag.Key, tag.Value, reserved);
        }

        return Write();
    }

    /// <inheritdoc cref="Render(ReadOnlyTagCollection, string?)"/>
    public ReadOnlySpan<byte> Render(IEnumerable<KeyValuePair<string, object>> attributes)
    {
        _labels.Clear();
        foreach (KeyValuePair<string, object> attribute in attributes)
        {
            Add(attribute.Key, attribute.Value, reserved: null);
        }

        return Write();
    }

    private void Add(string key, object? value, string? reserved)
    {
        if (!_names.TryGetValue(key, out string? name))
        {
            name = PrometheusName.Label(key);
            _names.Add(key, name);
        }

        // The name that Prometheus itself gives to a label which it has to move out of the way.
        _labels.Add(new Label(name == reserved ? $"exported_{name}" : name, key, value));
    }

    private ReadOnlySpan<byte> Write()
    {
        _text.ResetWrittenCount();
        _labels.Sort(ByName);
        for (int i = 0; i < _labels.Count; i++)
        {
            // Attributes that become the same label share it; a label may stand only once.
            bool isAnother = i == 0 || _labels[i].Name != _labels[i - 1].Name;
            if (isAnother)
            {
                _text.Write(i == 0 ? ""u8 : "\","u8);
                _text.WriteText(_labels[i].Name);
                _text.Write("=\""u8);
            }
            else
            {
                _text.Write(";"u8);
            }

            WriteValue(_labels[i].Value);
        }

        _text.Write(_labels.Count == 0 ? ""u8 : "\""u8);
        return _text.WrittenSpan;
    }

    private void WriteValue(object? value)
    {
        switch (value)
        {
            case string text:
                _text.WriteLabelValue(text);
                break;
            case bool flag:
                _text.Write(flag ? "true"u8 : "false"u8);
                break;
            case int number:
                _text.WriteNumber(number);
                break;
            case long number:
                _text.WriteNumber(number);
                break;
            case double number:
                _text.WriteNumber(number);
                break;
            case System.Collections.IEnumerable several:
                _text.WriteLabelValue($"[{string.Join(',', several.Cast<object?>().Select(Text))}]");
                break;
            default:
                _text.WriteLabelValue(Text(value));
                break;
        }
    }

    private static string? Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture);

    private readonly record struct Label(string Name, string Key, object? Value);
}
