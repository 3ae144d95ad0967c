namespace MuSiCa.Bench;

/// <summary>Both policies under one load.</summary>
/// <param name="Load">The load as a share of what <c>drain</c> sustains.</param>
/// <param name="FacesPerSecond">The same in faces a second.</param>
/// <param name="Drain">Latency under <c>drain</c>.</param>
/// <param name="Reform">Latency under <c>reform</c>.</param>
/// <param name="P99Ratio">The 99th percentile of <c>reform</c> over that of <c>drain</c>.</param>
internal sealed record SimulatedPoint(double Load, double FacesPerSecond, Latencies Drain, Latencies Reform, double P99Ratio);
