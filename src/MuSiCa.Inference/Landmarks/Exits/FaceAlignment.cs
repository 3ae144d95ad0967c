using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MuSiCa.Inference;

/// <summary>The landmarks of a face.</summary>
/// <param name="Box">The box the face was framed by, in pixels of the upright full-resolution image.</param>
/// <param name="Landmarks">x0, y0, x1, y1, … in pixels of the upright full-resolution image, pixel centres at integers.</param>
/// <param name="Stages">Number of stages that ran in the pass that the landmarks come from.</param>
/// <param name="Exit">Why the face left.</param>
/// <param name="PredictedError">Inter-ocular NME the last stage expects, as a fraction (0.04 = 4 %).</param>
/// <param name="Status">Whether the landmarks can be relied on.</param>
/// <param name="Degraded">Whether it left earlier than its threshold allows, because the service is in its degraded mode.</param>
public sealed record FaceAlignment(
    BoundingBox Box,
    ImmutableArray<float> Landmarks,
    int Stages,
    ExitReason Exit,
    float PredictedError,
    AlignmentStatus Status,
    bool Degraded = false)
{
    /// <summary>How many times it went through the cascade: more than once where it was uncertain and the model tries again.</summary>
    public int Passes { get; init; } = 1;

    /// <summary>
    /// How far each landmark is expected to be from its true place, in pixels of the upright full-resolution image; empty where the model
    /// predicts none.
    /// </summary>
    public ImmutableArray<float> Spread { get; init; } = [];

    /// <summary>
    /// What the predicted error had to be below for the face to leave early, as a fraction; null where that is what the request or the model
    /// says, and no service has moved it.
    /// </summary>
    public float? Threshold { get; init; }

    /// <summary>Multiply-adds of all stages that ran, in all passes.</summary>
    public long MultiplyAdds { get; init; }
}

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
