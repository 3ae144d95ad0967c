namespace MuSiCa.Bench;

/// <summary>What came of following faces through the sequences.</summary>
/// <param name="Source">The faces.</param>
/// <param name="Figures">Every way over every kind of sequence.</param>
/// <param name="Traces">One face at rest, for every way.</param>
/// <param name="Likeness">Whether the looks of a face tell a cut.</param>
internal sealed record TrackResult(string Source, IReadOnlyList<TrackFigures> Figures, IReadOnlyList<TrackTrace> Traces, LikenessFigures Likeness);
