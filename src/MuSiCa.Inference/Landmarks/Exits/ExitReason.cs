using System.Text.Json.Serialization;

namespace MuSiCa.Inference;

/// <summary>Why a face left the cascade.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ExitReason>))]
public enum ExitReason
{
    /// <summary>Its predicted error was below the threshold before the last stage.</summary>
    [JsonStringEnumMemberName("confident")]
    Confident,

    /// <summary>It ran all stages.</summary>
    [JsonStringEnumMemberName("exhausted")]
    Exhausted,

    /// <summary>It ran as many stages as its caller allowed.</summary>
    [JsonStringEnumMemberName("budget")]
    Budget,

    /// <summary>Its caller would not have waited for the next stage.</summary>
    [JsonStringEnumMemberName("deadline")]
    Deadline,
}
