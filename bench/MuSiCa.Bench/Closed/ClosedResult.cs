namespace MuSiCa.Bench;

/// <summary>What the closed loop came to.</summary>
/// <param name="Saturation">The scheduler beside the ceiling.</param>
/// <param name="Points">Every policy at every number of callers.</param>
/// <param name="Alone">One face in flight.</param>
/// <param name="BytesPerFace">Bytes allocated for each face at 64 callers, policy <c>reform</c>, no exits.</param>
internal sealed record ClosedResult(
    SaturationResult Saturation, IReadOnlyList<ClosedPoint> Points, AloneResult Alone, double BytesPerFace);
