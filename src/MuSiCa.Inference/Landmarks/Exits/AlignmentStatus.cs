using System.Text.Json.Serialization;

namespace MuSiCa.Inference;

/// <summary>Whether the landmarks can be relied on.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AlignmentStatus>))]
public enum AlignmentStatus
{
    /// <summary>The last predicted error is at most the model's final threshold.</summary>
    [JsonStringEnumMemberName("accepted")]
    Accepted,

    /// <summary>The last predicted error is above the model's final threshold: perhaps there is no face in the box.</summary>
    [JsonStringEnumMemberName("uncertain")]
    Uncertain,
}
