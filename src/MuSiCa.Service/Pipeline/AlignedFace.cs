using MuSiCa.Inference;
using MuSiCa.Serving;

namespace MuSiCa.Service.Pipeline;

/// <summary>A face that has its landmarks.</summary>
/// <param name="Alignment">The landmarks and how it left the cascade.</param>
/// <param name="Timing">Where its time went once it was prepared.</param>
/// <param name="Appearance">How it looks; null where nobody asks.</param>
/// <param name="Score">Probability that its box holds a face; null where the box was given.</param>
internal readonly record struct AlignedFace(
    FaceAlignment Alignment, FaceTiming Timing, FaceAppearance? Appearance, float? Score = null);
