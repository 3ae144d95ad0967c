namespace MuSiCa.Cli;

/// <summary>Faces to measure a model on.</summary>
/// <param name="Faces">The faces, in a fixed order.</param>
/// <param name="Boxes">Where their boxes come from, in words.</param>
/// <param name="NotFound">Faces left out because a finder did not find them; <see langword="null"/> where none was asked.</param>
internal sealed record FaceSet(IReadOnlyList<AnnotatedFace> Faces, string Boxes, int? NotFound = null);
