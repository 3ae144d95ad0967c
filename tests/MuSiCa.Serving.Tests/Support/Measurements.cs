using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace MuSiCa.Serving.Tests;

/// <summary>Reads what was collected.</summary>
internal static class Measurements
{
    /// <summary>What a counter has counted so far, for each of the tags with which it has.</summary>
    public static Dictionary<string, double> Counts(this MetricCollector<long> counter) => counter
        .GetMeasurementSnapshot()
        .Where(static counted => counted.Value != 0)
        .GroupBy(TagText)
        .ToDictionary(static group => group.Key, static group => (double)group.Sum(static counted => counted.Value));

    /// <summary>The tags as <c>name=value</c>, parted by commas.</summary>
    public static string TagText<T>(this CollectedMeasurement<T> measurement)
        where T : struct => string.Join(',', measurement.Tags.Select(static tag => $"{tag.Key}={tag.Value}"));
}
