namespace MuSiCa.Cli;

/// <summary>The faces of one photo as they stand in a file of boxes: anything may be missing. Boxes are x0, y0, x1, y1.</summary>
internal sealed record FaceBoxEntry(string? Image, int? Width, int? Height, double[]?[]? Faces, double[]?[]? Ignore);
