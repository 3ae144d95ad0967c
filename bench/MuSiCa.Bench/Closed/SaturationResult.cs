namespace MuSiCa.Bench;

/// <summary>The scheduler at saturation beside the ceiling, measured in turn.</summary>
/// <param name="CeilingFacesPerSecond">Straight on ONNX Runtime, in the same rounds.</param>
/// <param name="Callers">The number of callers that is best.</param>
/// <param name="FacesPerSecond">Without exits, policy <c>reform</c>.</param>
/// <param name="OverCeiling">Median over the rounds of the scheduler over the ceiling.</param>
/// <param name="OverCeilingByProcessorTime">The same by the processor time of a face, which others on the machine disturb less.</param>
/// <param name="SelectiveCallers">The number of callers that is best with the model's exits.</param>
/// <param name="SelectiveFacesPerSecond">With the model's exits.</param>
/// <param name="FixedFacesPerSecond">Under policy <c>fixed</c>, with as many callers.</param>
/// <param name="SelectiveOverFixed">Median over the rounds of the one over the other.</param>
/// <param name="MeanStages">Mean number of stages that faces ran with exits.</param>
/// <param name="SelectivePromise">Stages of the model over that mean.</param>
/// <param name="OverPromise"><paramref name="SelectiveOverFixed"/> over <paramref name="SelectivePromise"/>.</param>
internal sealed record SaturationResult(
    double CeilingFacesPerSecond,
    int Callers,
    double FacesPerSecond,
    double OverCeiling,
    double OverCeilingByProcessorTime,
    int SelectiveCallers,
    double SelectiveFacesPerSecond,
    double FixedFacesPerSecond,
    double SelectiveOverFixed,
    double MeanStages,
    double SelectivePromise,
    double OverPromise);
