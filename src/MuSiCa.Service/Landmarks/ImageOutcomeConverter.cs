using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MuSiCa.Cascade;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Landmarks;

internal sealed class ImageOutcomeConverter : JsonConverter<ImageOutcome>
{
    public override ImageOutcome Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Answers are only written.");

    public override void Write(Utf8JsonWriter writer, ImageOutcome value, JsonSerializerOptions options)
    {
        if (value.Answer is { } answer)
        {
            JsonSerializer.Serialize(writer, answer, (JsonTypeInfo<AlignmentAnswer>)options.GetTypeInfo(typeof(AlignmentAnswer)));
        }
        else
        {
            JsonSerializer.Serialize(writer, value.Problem!, (JsonTypeInfo<ProblemAnswer>)options.GetTypeInfo(typeof(ProblemAnswer)));
        }
    }
}
