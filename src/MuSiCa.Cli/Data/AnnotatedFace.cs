using MuSiCa.Inference;

namespace MuSiCa.Cli;

/// <summary>A face whose landmarks are known.</summary>
/// <param name="Name">Its name in reports and dumps.</param>
/// <param name="ImagePath">The image it is in.</param>
/// <param name="Box">Its box in pixels of the image.</param>
/// <param name="Truth">True landmarks x0, y0, x1, y1, … in pixels of the image, pixel centres at integers.</param>
/// <param name="Subsets">The parts of a test set it belongs to.</param>
internal sealed record AnnotatedFace(string Name, string ImagePath, BoundingBox Box, double[] Truth, IReadOnlyList<string> Subsets);
