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

/// <summary>One stage of the cascade.</summary>
/// <param name="Stage">Place in the cascade, counted from 1.</param>
/// <param name="Level">Pyramid level that the stage looks at; 0 is the finest.</param>
/// <param name="MultiplyAdds">Multiply-adds that it takes for one face.</param>
internal sealed record ModelStageDescription(int Stage, int Level, long MultiplyAdds);

/// <summary>Where a model comes from.</summary>
/// <param name="Data">The data it was trained on.</param>
/// <param name="Split">How that data was divided.</param>
/// <param name="Date">The day of the training, year-month-day.</param>
/// <param name="Commit">The version of the training code.</param>
internal sealed record TrainingDescription(string Data, string Split, string Date, string Commit);

/// <summary>When a face may leave the cascade; thresholds are fractions of the inter-ocular distance (0.04 is 4 %).</summary>
/// <param name="Threshold">A face whose predicted error is below it leaves, where a request asks for nothing else.</param>
/// <param name="FinalThreshold">A face whose last predicted error is above it is answered as uncertain.</param>
/// <param name="Profiles">Threshold of each value that the query parameter <c>profile</c> takes.</param>
/// <param name="Table">What thresholds gave on validation data: error and stages to expect.</param>
internal sealed record ExitDescription(
    float Threshold,
    float FinalThreshold,
    IReadOnlyDictionary<string, float> Profiles,
    IReadOnlyList<ExitTableRow> Table);

/// <summary>What a model runs on.</summary>
/// <param name="Requested">The provider of the settings: <c>auto</c>, <c>cuda</c>, <c>tensorrt</c> or <c>cpu</c>.</param>
/// <param name="Active">The provider that runs the model.</param>
/// <param name="FallbackReason">Why the active one is not the fastest that was asked for; absent when it is. The log says it in full.</param>
internal sealed record ProviderDescription(ExecutionProvider Requested, ExecutionProvider Active, string? FallbackReason)
{
    public static ProviderDescription Of(ProviderReport report) => new(report.Requested, report.Active, report.FallbackReason);
}
