using System.Text.Json;
using System.Text.Json.Serialization;

namespace MuSiCa.Inference;

// The description as it stands in the file: everything may be missing until the validators have passed it.
internal sealed record PackageDocument(
    int? FormatVersion,
    string? Name,
    string? Version,
    string? Precision,
    LandmarksSection? Landmarks,
    FrameSection? Frame,
    PatchSection? Patch,
    int? Hidden,
    double[]?[]? MeanShape,
    StageSection?[]? Stages,
    ExitSection? Exit,
    RetrySection? Retry,
    TrainingSection? Training,
    string? License,
    Dictionary<string, double>? Metrics);

internal sealed record LandmarksSection(
    string? Scheme,
    int? Count,
    GroupSection?[]? Groups,
    int[]? Mirror,
    int[]? EyeCorners,
    int[]?[]? Pupils,
    FivePointsSection? FivePoints,
    double[]?[]? Head);

internal sealed record FivePointsSection(int[]? LeftEye, int[]? RightEye, int[]? NoseTip, int[]? LeftMouth, int[]? RightMouth);

internal sealed record GroupSection(string? Name, int[]? Indices);

internal sealed record FrameSection(int? BoxSide, double? Margin, int? Size, int? Levels);

internal sealed record PatchSection(int? Size, int[]? Indices, bool? Aligned);

internal sealed record StageSection(string? File, int? Level, string? Sha256, long? MultiplyAdds, int[]? Patches);

internal sealed record ExitSection(
    double? Threshold,
    double? FinalThreshold,
    Dictionary<string, double>? Profiles,
    double? GainThreshold,
    Dictionary<string, double>? GainProfiles,
    ExitTableSection?[]? Table);

internal sealed record RetrySection(double[]? Turns, double[]? Scales);

internal sealed record ExitTableSection(double? Threshold, double? Nme, double? P95, double? MeanStages, double? MultiplyAdds);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    ReadCommentHandling = JsonCommentHandling.Disallow,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(PackageDocument))]
internal sealed partial class PackageJsonContext : JsonSerializerContext;
