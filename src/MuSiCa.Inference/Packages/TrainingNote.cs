namespace MuSiCa.Inference;

/// <summary>Where a model comes from.</summary>
/// <param name="Data">The data it was trained on.</param>
/// <param name="Split">How that data was divided.</param>
/// <param name="Date">The day of the training.</param>
/// <param name="Commit">The version of the training code.</param>
public sealed record TrainingNote(string Data, string Split, DateOnly Date, string Commit);
