using System.Text.Json;
using System.Text.Json.Serialization;

namespace MuSiCa.Inference;

/// <summary>Writes a landmark as an array of two numbers.</summary>
public sealed class LandmarkAnswerConverter : JsonConverter<LandmarkAnswer>
{
    /// <inheritdoc/>
    public override LandmarkAnswer Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("A landmark is an array of two numbers.");
        }

        double x = Number(ref reader);
        double y = Number(ref reader);
        return reader.Read() && reader.TokenType == JsonTokenType.EndArray
            ? new LandmarkAnswer(x, y)
            : throw new JsonException("A landmark has exactly two numbers.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, LandmarkAnswer value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartArray();
        writer.WriteNumberValue(value.X);
        writer.WriteNumberValue(value.Y);
        writer.WriteEndArray();
    }

    private static double Number(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number
            ? reader.GetDouble()
            : throw new JsonException("A landmark is an array of two numbers.");
}
