using System.Text.Json;
using System.Text.Json.Serialization;

namespace MuSiCa.Inference;

// The description as it stands in the file: everything may be missing until the validators have passed it.
internal sealed record FinderDocument(
    string? Name,
    string? Version,
    string? Precision,
    ViewSection? View,
    GraphSection? Graph,
    string? Box,
    FacesSection? Faces,
    double? Threshold,
    double? Suppression,
    FinderTableSection?[]? Table,
    TrainingSection? Training,
    string? License,
    Dictionary<string, double>? Metrics);

internal sealed record ViewSection(int? Size, int? Stride);

internal sealed record GraphSection(string? File, string? Sha256, long? MultiplyAdds);

internal sealed record FacesSection(double? Least, double? Most);

internal sealed record FinderTableSection(double? Threshold, double? Recall, double? FalsePerImage);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    ReadCommentHandling = JsonCommentHandling.Disallow,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(FinderDocument))]
internal sealed partial class FinderJsonContext : JsonSerializerContext;
