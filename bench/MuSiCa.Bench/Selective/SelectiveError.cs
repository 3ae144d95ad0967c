namespace MuSiCa.Bench;

/// <summary>What leaving early does to the error.</summary>
/// <param name="Source">Where the errors come from, in words.</param>
/// <param name="Faces">Faces that were looked at.</param>
/// <param name="MeanStages">Mean number of stages under the model's exits, every face once.</param>
/// <param name="Selective">Mean error under the model's exits, percent of the distance of the eyes.</param>
/// <param name="All">Mean error with all stages.</param>
/// <param name="OverFixed">The one over the other.</param>
/// <param name="Promise">The same ratio in the package's calibration.</param>
/// <param name="PromisedStages">The mean number of stages in the package's calibration.</param>
internal sealed record SelectiveError(
    string Source,
    int Faces,
    double MeanStages,
    double Selective,
    double All,
    double OverFixed,
    double? Promise,
    double? PromisedStages);
