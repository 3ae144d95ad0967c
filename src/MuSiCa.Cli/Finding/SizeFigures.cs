namespace MuSiCa.Cli;

/// <summary>How well faces of some size are found.</summary>
/// <param name="Sizes">Which faces.</param>
/// <param name="Faces">Their number.</param>
/// <param name="AveragePrecision">Average precision at an intersection over union of 0.5, percent; absent without faces.</param>
/// <param name="RecallAtFalsePerImage">Recall at the threshold with 0.1 false finds an image of any size, percent; absent without faces.</param>
/// <param name="Recall">Recall at the measured threshold, percent; absent without faces.</param>
/// <param name="FalseFinds">False finds of such a size at the measured threshold.</param>
internal sealed record SizeFigures(
    string Sizes,
    int Faces,
    double? AveragePrecision,
    double? RecallAtFalsePerImage,
    double? Recall,
    int FalseFinds);
