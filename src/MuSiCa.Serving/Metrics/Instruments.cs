using System.Diagnostics.Metrics;

namespace MuSiCa.Serving;

/// <summary>Measures without throwing: who listens runs on the measuring thread, and a face is worth more than a figure.</summary>
internal static class Instruments
{
    public static void TryAdd(this Counter<long> counter, params ReadOnlySpan<KeyValuePair<string, object?>> tags) => counter.TryAdd(1, tags);

    public static void TryAdd(this Counter<long> counter, long count, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        try
        {
            counter.Add(count, tags);
        }
        catch (Exception)
        {
            // A listener's.
        }
    }

    /// <summary>Has a counter shown as 0 under these tags before it has counted anything.</summary>
    public static void BeginAtZero(this Counter<long> counter, params ReadOnlySpan<KeyValuePair<string, object?>> tags) => counter.TryAdd(0, tags);

    public static void TryRecord<T>(this Histogram<T> histogram, T value, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
        where T : struct
    {
        try
        {
            histogram.Record(value, tags);
        }
        catch (Exception)
        {
            // A listener's.
        }
    }

    /// <summary>A name as label values have it.</summary>
    public static string Snake(string name) => string.Concat(
        name.Select(static (letter, i) => (i > 0 && char.IsUpper(letter) ? "_" : string.Empty) + char.ToLowerInvariant(letter)));
}
