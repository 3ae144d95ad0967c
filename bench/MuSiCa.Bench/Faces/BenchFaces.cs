using MuSiCa.Inference;

namespace MuSiCa.Bench;

/// <summary>Framed faces to measure with.</summary>
/// <param name="Source">Where they come from, in words.</param>
/// <param name="Distinct">How many different ones there are.</param>
/// <param name="Prepared">The faces, the different ones first, then perhaps the same again.</param>
/// <param name="Truth">True landmarks of the different ones; null without labels.</param>
internal sealed record BenchFaces(string Source, int Distinct, IReadOnlyList<PreparedFace> Prepared, IReadOnlyList<double[]>? Truth)
{
    /// <summary>The different faces.</summary>
    public IReadOnlyList<PreparedFace> Different => [.. Prepared.Take(Distinct)];
}
