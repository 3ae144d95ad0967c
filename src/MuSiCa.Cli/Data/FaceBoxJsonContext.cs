using System.Text.Json.Serialization;

namespace MuSiCa.Cli;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(FaceBoxEntry[]))]
internal sealed partial class FaceBoxJsonContext : JsonSerializerContext;
