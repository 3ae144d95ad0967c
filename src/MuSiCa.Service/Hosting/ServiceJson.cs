using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MuSiCa.Inference;
using MuSiCa.Service.Health;
using MuSiCa.Service.Models;
using MuSiCa.Service.OpenInference;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Rest;
using MuSiCa.Service.Sockets;
using MuSiCa.Service.Web;

namespace MuSiCa.Service.Hosting;

/// <summary>Everything that the service writes as JSON.</summary>
[JsonSerializable(typeof(AlignmentAnswer))]
[JsonSerializable(typeof(CropFiles))]
[JsonSerializable(typeof(FindingAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(ImagesAnswer))]
[JsonSerializable(typeof(InferenceAnswer))]
[JsonSerializable(typeof(InferenceError))]
[JsonSerializable(typeof(InferenceLive))]
[JsonSerializable(typeof(InferenceModel))]
[JsonSerializable(typeof(InferenceReady))]
[JsonSerializable(typeof(InferenceServer))]
[JsonSerializable(typeof(ModelsAnswer))]
[JsonSerializable(typeof(ReloadResult))]
[JsonSerializable(typeof(ProblemAnswer))]
[JsonSerializable(typeof(SocketAnswer))]
[JsonSerializable(typeof(SocketSettings))]
[JsonSerializable(typeof(bool[]))]
[JsonSerializable(typeof(float[]))]
[JsonSerializable(typeof(int[]))]
internal sealed partial class ServiceJson : JsonSerializerContext
{
    /// <summary>The context with the settings of every answer.</summary>
    public static ServiceJson Answers { get; } = new(Configure(new JsonSerializerOptions()));

    /// <summary>Gives options the settings of every answer.</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;

        // Answers are read by programs and people, never as part of a page.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        return options;
    }
}
