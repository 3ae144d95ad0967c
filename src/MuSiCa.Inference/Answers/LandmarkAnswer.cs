using System.Text.Json.Serialization;

namespace MuSiCa.Inference;

/// <summary>A landmark in pixels of the upright image, pixel centres at integers; <c>[x, y]</c> in JSON.</summary>
/// <param name="X">Horizontal coordinate.</param>
/// <param name="Y">Vertical coordinate.</param>
[JsonConverter(typeof(LandmarkAnswerConverter))]
public readonly record struct LandmarkAnswer(double X, double Y);
