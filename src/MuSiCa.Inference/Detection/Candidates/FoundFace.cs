namespace MuSiCa.Inference;

/// <summary>A face that was found.</summary>
/// <param name="Box">Its box in pixels of the upright full-resolution image, to a hundredth of a pixel.</param>
/// <param name="Score">Probability that it is a face, 0 to 1.</param>
public readonly record struct FoundFace(BoundingBox Box, float Score);
