using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MuSiCa.Client;

/// <summary>The landmarks of one face, and how far they can be relied on.</summary>
/// <param name="Box">What the face was framed by.</param>
/// <param name="Landmarks">The landmarks.</param>
/// <param name="Stages">How many ran.</param>
/// <param name="Exit">Why the face left the cascade.</param>
/// <param name="PredictedError">What the model expects, as a fraction of the distance between the outer eye corners: 0.04 is 4 %.</param>
/// <param name="Status">Whether the landmarks can be relied on.</param>
/// <param name="Degraded">Whether it left earlier than its threshold allows, because the service was overloaded.</param>
/// <param name="Score">Probability that the box holds a face, 0 to 1, where it was found.</param>
/// <param name="Timing">Where the time went, where that was asked for.</param>
public sealed record Face(
    Box Box,
    ImmutableArray<Landmark> Landmarks,
    int Stages,
    ExitReason Exit,
    float PredictedError,
    FaceStatus Status,
    bool Degraded = false,
    float? Score = null,
    FaceTiming? Timing = null);

/// <summary>A rectangle in pixels of the upright image (EXIF orientation applied), pixel centres at integers.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Width, above 0.</param>
/// <param name="Height">Height, above 0.</param>
public readonly record struct Box(float X, float Y, float Width, float Height);

/// <summary>A landmark in pixels of the upright image, pixel centres at integers.</summary>
/// <param name="X">Horizontal coordinate.</param>
/// <param name="Y">Vertical coordinate.</param>
[JsonConverter(typeof(LandmarkConverter))]
public readonly record struct Landmark(float X, float Y);

/// <summary>Why a face left the cascade.</summary>
public enum ExitReason
{
    /// <summary>Its predicted error was below the threshold before the last stage.</summary>
    Confident,

    /// <summary>It ran all stages.</summary>
    Exhausted,

    /// <summary>It ran as many stages as its caller allows.</summary>
    Budget,

    /// <summary>Its caller would not have waited for the next stage.</summary>
    Deadline,
}

/// <summary>Whether landmarks can be relied on.</summary>
public enum FaceStatus
{
    /// <summary>They can.</summary>
    Accepted,

    /// <summary>Even the last predicted error is too large: perhaps there is no face.</summary>
    Uncertain,
}

/// <summary>Milliseconds of a face in the model.</summary>
/// <param name="Wait">Waiting for a batch.</param>
/// <param name="Gather">While its patches were cut out.</param>
/// <param name="Execute">While stages ran.</param>
public sealed record FaceTiming(double Wait, double Gather, double Execute);
