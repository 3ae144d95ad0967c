using MuSiCa.Inference;

namespace MuSiCa.Cli;

/// <summary>A find beside the truth.</summary>
/// <param name="Find">The find.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Face">The true face it is of, by its place in the annotation; -1 where there is none.</param>
/// <param name="Iou">Intersection over union with that face.</param>
internal sealed record JudgedFind(FoundFace Find, FindKind Kind, int Face, double Iou);
