using System.Collections.Immutable;

namespace MuSiCa.Inference;

/// <summary>Where a face stood after a stage.</summary>
/// <param name="Landmarks">x0, y0, x1, y1, … in pixels of the upright full-resolution image.</param>
/// <param name="PredictedError">Inter-ocular NME the stage expects, as a fraction.</param>
/// <param name="PredictedGain">By how much it expects the stages to come to lower it; NaN where the model predicts no gain.</param>
public sealed record StageTrace(ImmutableArray<float> Landmarks, float PredictedError, float PredictedGain = float.NaN);
