using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MuSiCa.Client;

/// <summary>How answers are read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Answer))]
[JsonSerializable(typeof(FoundBoxes))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(ModelsAnswer))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class MusicaJson : JsonSerializerContext;

/// <summary>Reads the answer to a form: several, or one as if it had come alone.</summary>
internal static class ManyAnswer
{
    public static IReadOnlyList<PhotoResult> Read(JsonElement answer) =>
        answer.TryGetProperty("images", out JsonElement images) ? [.. images.EnumerateArray().Select(ReadOne)] : [ReadOne(answer)];

    private static PhotoResult ReadOne(JsonElement image) => image.TryGetProperty("faces", out _)
        ? new PhotoResult(image.Deserialize(MusicaJson.Default.Answer), null)
        : new PhotoResult(null, image.Deserialize(MusicaJson.Default.Problem));
}

/// <summary>The answer of <c>GET /v1/models</c>.</summary>
internal sealed record ModelsAnswer(ImmutableArray<ModelInfo> Models);

/// <summary>Reads a landmark from an array of two numbers.</summary>
internal sealed class LandmarkConverter : JsonConverter<Landmark>
{
    public override Landmark Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        reader.Read();
        float x = reader.GetSingle();
        reader.Read();
        float y = reader.GetSingle();
        reader.Read();
        return reader.TokenType == JsonTokenType.EndArray ? new Landmark(x, y) : throw new JsonException("A landmark has two numbers.");
    }

    public override void Write(Utf8JsonWriter writer, Landmark value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.X);
        writer.WriteNumberValue(value.Y);
        writer.WriteEndArray();
    }
}

/// <summary>Reads the kind of a problem without what all have in common.</summary>
internal sealed class ProblemTypeConverter : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Problem.KindOf(reader.GetString() ?? string.Empty);

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
