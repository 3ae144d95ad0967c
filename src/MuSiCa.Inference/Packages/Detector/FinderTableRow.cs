namespace MuSiCa.Inference;

/// <summary>What a threshold gave on the validation part of the training data.</summary>
/// <param name="Threshold">Least score of a find.</param>
/// <param name="Recall">Share of the faces that were found, 0 to 1.</param>
/// <param name="FalsePerImage">False finds an image.</param>
public sealed record FinderTableRow(double Threshold, double Recall, double FalsePerImage);
