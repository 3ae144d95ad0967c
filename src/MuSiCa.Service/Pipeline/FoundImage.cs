using MuSiCa.Inference;

namespace MuSiCa.Service.Pipeline;

/// <summary>What a finder found in an image.</summary>
/// <param name="Finder">The finder.</param>
/// <param name="Plan">What was looked at.</param>
/// <param name="Faces">The boxes, the largest first.</param>
/// <param name="BoxesOnly">Whether they are all that was asked for.</param>
internal sealed record FoundImage(FinderPackage Finder, ViewPlan Plan, IReadOnlyList<FoundFace> Faces, bool BoxesOnly);
