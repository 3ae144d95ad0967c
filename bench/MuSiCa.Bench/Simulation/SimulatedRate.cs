namespace MuSiCa.Bench;

/// <summary>A device at an exit rate.</summary>
/// <param name="ExitRate">Share of the faces of a stage that leave after it, the last stage apart.</param>
/// <param name="DrainSustained">Faces a second that <c>drain</c> carries with 99 % of them in time.</param>
/// <param name="ReformSustained">The same for <c>reform</c>.</param>
/// <param name="Ratio">The second over the first.</param>
/// <param name="Points">Latencies at some loads.</param>
internal sealed record SimulatedRate(
    double ExitRate, double DrainSustained, double ReformSustained, double Ratio, IReadOnlyList<SimulatedPoint> Points);
