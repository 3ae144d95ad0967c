using System.Text.Json.Serialization;

namespace MuSiCa.Inference;

/// <summary>How answers are written as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AlignmentAnswer))]
public sealed partial class AnswerJsonContext : JsonSerializerContext;
