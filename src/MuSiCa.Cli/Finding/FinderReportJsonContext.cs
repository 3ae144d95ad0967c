using System.Text.Json.Serialization;

namespace MuSiCa.Cli;

[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Serialization,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(FinderReport))]
internal sealed partial class FinderReportJsonContext : JsonSerializerContext;
