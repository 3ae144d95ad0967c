namespace MuSiCa.Service.Models;

/// <summary>Where a model comes from.</summary>
/// <param name="Data">The data it was trained on.</param>
/// <param name="Split">How that data was divided.</param>
/// <param name="Date">The day of the training, year-month-day.</param>
/// <param name="Commit">The version of the training code.</param>
internal sealed record TrainingDescription(string Data, string Split, string Date, string Commit);
