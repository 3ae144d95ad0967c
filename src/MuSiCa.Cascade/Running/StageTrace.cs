using System.Collections.Immutable;

namespace MuSiCa.Cascade;

/// <summary>Where a face stood after a stage.</summary>
/// <param name="Landmarks">x0, y0, x1, y1, … in pixels of the upright full-resolution image.</param>
/// <param name="PredictedError">Inter-ocular NME the stage expects, as a fraction.</param>
public sealed record StageTrace(ImmutableArray<float> Landmarks, float PredictedError);
