namespace MuSiCa.Cli;

/// <summary>Photos run through a finder.</summary>
/// <param name="Photos">The photos with their finds, in the order of the data set.</param>
/// <param name="Threshold">The threshold that is measured.</param>
/// <param name="MinFace">Longer side of the smallest faces that were looked for, pixels.</param>
/// <param name="Single">Whether only some faces of the photos are annotated.</param>
internal sealed record FinderEvaluation(IReadOnlyList<JudgedPhoto> Photos, float Threshold, double? MinFace, bool Single);
