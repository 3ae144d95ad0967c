namespace MuSiCa.Cli;

/// <summary>What a threshold gives.</summary>
/// <param name="Threshold">Least score of a find.</param>
/// <param name="Recall">Share of the faces found, percent.</param>
/// <param name="Precision">Share of the finds that are faces, percent.</param>
/// <param name="FalsePerImage">False finds an image.</param>
internal sealed record CurvePoint(double Threshold, double Recall, double Precision, double FalsePerImage);
