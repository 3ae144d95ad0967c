using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MuSiCa.Inference;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Rest;

internal sealed class ImageResultConverter : JsonConverter<ImageResult>
{
    public override ImageResult Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Answers are only written.");

    public override void Write(Utf8JsonWriter writer, ImageResult value, JsonSerializerOptions options)
    {
        if (value.Answer is { } answer)
        {
            JsonSerializer.Serialize(writer, answer, (JsonTypeInfo<AlignmentAnswer>)options.GetTypeInfo(typeof(AlignmentAnswer)));
        }
        else if (value.Boxes is { } boxes)
        {
            JsonSerializer.Serialize(writer, boxes, (JsonTypeInfo<FindingAnswer>)options.GetTypeInfo(typeof(FindingAnswer)));
        }
        else
        {
            JsonSerializer.Serialize(writer, value.Problem!, (JsonTypeInfo<ProblemAnswer>)options.GetTypeInfo(typeof(ProblemAnswer)));
        }
    }
}
