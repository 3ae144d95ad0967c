using System.Globalization;
using MuSiCa.Inference;

namespace MuSiCa.Service.Models;

/// <summary>What a loaded model is and what it runs on.</summary>
/// <param name="Name">Name, as the query parameter <c>model</c> takes it.</param>
/// <param name="Version">Version of the package.</param>
/// <param name="License">Terms under which the model may be used.</param>
/// <param name="Landmarks">What the landmarks mean.</param>
/// <param name="Stages">The stages in their order.</param>
/// <param name="Exit">When a face may leave the cascade.</param>
/// <param name="Training">Where the model comes from.</param>
/// <param name="Metrics">Figures measured by the trainer, by name.</param>
/// <param name="Provider">What the model runs on.</param>
internal sealed record ModelDescription(
    string Name,
    string Version,
    string License,
    LandmarksDescription Landmarks,
    IReadOnlyList<ModelStageDescription> Stages,
    ExitDescription Exit,
    TrainingDescription Training,
    IReadOnlyDictionary<string, double> Metrics,
    ProviderDescription Provider)
{
    public static ModelDescription Of(ModelPackage package, ProviderReport provider) => new(
        package.Name,
        package.Version,
        package.License,
        LandmarksDescription.Of(package.Landmarks),
        [.. package.Stages.Select(stage => new ModelStageDescription(stage.Number, stage.Level, stage.MultiplyAdds))],
        new ExitDescription(package.Exit.Threshold, package.Exit.FinalThreshold, package.Exit.Profiles, package.Exit.Table),
        new TrainingDescription(
            package.Training.Data,
            package.Training.Split,
            package.Training.Date.ToString("O", CultureInfo.InvariantCulture),
            package.Training.Commit),
        package.Metrics,
        ProviderDescription.Of(provider));
}
