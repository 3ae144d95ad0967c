namespace MuSiCa.Serving.Tests;

/// <summary>A measurement.</summary>
/// <param name="Instrument">Name of the instrument.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Tags">Its tags as <c>name=value</c>, parted by commas.</param>
internal sealed record MeterReading(string Instrument, double Value, string Tags);
