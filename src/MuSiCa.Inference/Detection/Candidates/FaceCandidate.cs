namespace MuSiCa.Inference;

/// <summary>What a view shows as a face, before views are compared.</summary>
/// <param name="Box">Its box in pixels of the upright full-resolution image.</param>
/// <param name="Score">Probability that it is a face, 0 to 1.</param>
/// <param name="Ratio">Image pixels per input pixel of the view.</param>
public readonly record struct FaceCandidate(BoundingBox Box, float Score, double Ratio);
