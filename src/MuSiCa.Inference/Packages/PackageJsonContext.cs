using System.Text.Json;
using System.Text.Json.Serialization;

namespace MuSiCa.Inference;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    ReadCommentHandling = JsonCommentHandling.Disallow,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(PackageDocument))]
internal sealed partial class PackageJsonContext : JsonSerializerContext;
