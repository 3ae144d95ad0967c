using System.Text.Json.Serialization;

namespace MuSiCa.Inference;

/// <summary>How found boxes are written as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FindingAnswer))]
public sealed partial class FindingJsonContext : JsonSerializerContext;
