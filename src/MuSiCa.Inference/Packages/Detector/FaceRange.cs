namespace MuSiCa.Inference;

/// <summary>The faces that a finder was trained for, by the longer side of their box in input pixels of a view.</summary>
/// <param name="Least">The smallest.</param>
/// <param name="Most">The largest.</param>
public sealed record FaceRange(double Least, double Most);
