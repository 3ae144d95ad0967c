using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MuSiCa.Inference;

/// <summary>The landmarks of one face.</summary>
/// <param name="Box">The box the face was framed by.</param>
/// <param name="Landmarks">The landmarks, to a hundredth of a pixel.</param>
/// <param name="Stages">Number of stages that ran in the pass that the landmarks come from.</param>
/// <param name="Exit">Why the face left the cascade.</param>
/// <param name="PredictedError">Inter-ocular NME the model expects, as a fraction (0.04 = 4 %).</param>
/// <param name="Status">Whether the landmarks can be relied on.</param>
/// <param name="Degraded">
/// <see langword="true"/> when the face left earlier than its threshold allows, because the service was in its degraded mode;
/// absent otherwise.
/// </param>
/// <param name="Spread">
/// How far each landmark is expected to be from its true place, in pixels of the upright image; absent where nobody asked or the model
/// predicts none.
/// </param>
/// <param name="Pose">How the head is turned; absent where nobody asked.</param>
/// <param name="Timing">Where its time went; absent where nobody asked.</param>
/// <param name="Passes">
/// How many times the face went through the cascade, where more than once: it was uncertain, and the model tries again from other
/// starts. Absent otherwise.
/// </param>
/// <param name="Score">Probability that the box holds a face, 0 to 1, where a finder found it; absent where the box was given.</param>
public sealed record FaceAnswer(
    BoxAnswer Box,
    ImmutableArray<LandmarkAnswer> Landmarks,
    int Stages,
    ExitReason Exit,
    double PredictedError,
    AlignmentStatus Status,
    bool? Degraded = null,
    int? Passes = null,
    ImmutableArray<double>? Spread = null,
    PoseAnswer? Pose = null,
    FaceTimingAnswer? Timing = null,
    double? Score = null)
{
    private const int CoordinateDigits = 2;
    private const int ErrorDigits = 4;

    /// <summary>
    /// The predicted error below which the face could leave after the stage it left after, where the service moves thresholds with what
    /// exits cost and has moved this one; absent otherwise.
    /// </summary>
    public double? Threshold { get; init; }

    /// <summary>The face cut out, where it was asked for; absent otherwise.</summary>
    public FaceCropAnswer? Crop { get; init; }

    /// <summary>Puts an alignment into the words of an answer.</summary>
    public static FaceAnswer From(FaceAlignment alignment)
    {
        ArgumentNullException.ThrowIfNull(alignment);
        return new FaceAnswer(
            new BoxAnswer(alignment.Box.X, alignment.Box.Y, alignment.Box.Width, alignment.Box.Height),
            Points(alignment.Landmarks.AsSpan()),
            alignment.Stages,
            alignment.Exit,
            Math.Round(alignment.PredictedError, ErrorDigits),
            alignment.Status,
            alignment.Degraded ? true : null,
            alignment.Passes > 1 ? alignment.Passes : null)
        {
            Threshold = alignment.Threshold is float threshold ? Math.Round(threshold, ErrorDigits) : null,
        };
    }

    /// <summary>Puts an alignment into the words of an answer.</summary>
    /// <param name="alignment">The alignment.</param>
    /// <param name="scheme">What its landmarks mean.</param>
    /// <param name="details">What is asked for beside them.</param>
    public static FaceAnswer From(FaceAlignment alignment, LandmarkScheme scheme, AnswerDetails details)
    {
        FaceAnswer answer = From(alignment);
        return answer with
        {
            Spread = details.Spread && !alignment.Spread.IsEmpty
                ? [.. alignment.Spread.Select(static distance => Math.Round(distance, CoordinateDigits))]
                : null,
            Pose = details.Pose ? PoseAnswer.From(scheme, alignment) : null,
        };
    }

    private static ImmutableArray<LandmarkAnswer> Points(ReadOnlySpan<float> landmarks)
    {
        var points = ImmutableArray.CreateBuilder<LandmarkAnswer>(landmarks.Length / 2);
        for (int i = 0; i + 1 < landmarks.Length; i += 2)
        {
            points.Add(new LandmarkAnswer(Math.Round(landmarks[i], CoordinateDigits), Math.Round(landmarks[i + 1], CoordinateDigits)));
        }

        return points.MoveToImmutable();
    }
}

/// <summary>A face cut out, turned upright and scaled by its five points.</summary>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="MediaType">What the file is: <c>image/png</c> or <c>image/jpeg</c>.</param>
/// <param name="Data">The file; Base64 in JSON.</param>
/// <param name="Matrix">
/// Two rows of three: a point (x, y) of the upright photo is at (m00 x + m01 y + m02, m10 x + m11 y + m12) of the crop, in pixels of each
/// whose centres are at integers.
/// </param>
[SuppressMessage("Performance", "CA1819", Justification = "JSON writes an array of bytes as Base64.")]
public sealed record FaceCropAnswer(int Width, int Height, string MediaType, byte[] Data, ImmutableArray<ImmutableArray<double>> Matrix);

/// <summary>What an answer says of a face beside its landmarks.</summary>
/// <param name="Pose">Whether it says how the head is turned.</param>
/// <param name="Spread">Whether it says how far each landmark is expected to be off.</param>
public readonly record struct AnswerDetails(bool Pose = false, bool Spread = false);

/// <summary>How a head is turned, in degrees, see <see cref="HeadPose"/>.</summary>
/// <param name="Yaw">Above 0 where it is turned to the left of the picture.</param>
/// <param name="Pitch">Above 0 where it is lowered.</param>
/// <param name="Roll">Above 0 where it is tilted counter-clockwise in the picture.</param>
public sealed record PoseAnswer(double Yaw, double Pitch, double Roll)
{
    private const int AngleDigits = 1;

    /// <summary>The pose of a face, to a tenth of a degree; <see langword="null"/> where its landmarks tell none.</summary>
    public static PoseAnswer? From(LandmarkScheme scheme, FaceAlignment alignment)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        ArgumentNullException.ThrowIfNull(alignment);
        return scheme.Head?.PoseOf(alignment.Landmarks.AsSpan()) is { } pose
            ? new PoseAnswer(Math.Round(pose.Yaw, AngleDigits), Math.Round(pose.Pitch, AngleDigits), Math.Round(pose.Roll, AngleDigits))
            : null;
    }
}

/// <summary>The box a face was framed by, in pixels of the upright image.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
public sealed record BoxAnswer(float X, float Y, float Width, float Height);

/// <summary>
/// Where the time of a face went once it was prepared, in milliseconds, summed over its stages. Faces of a batch share its time,
/// they do not divide it.
/// </summary>
/// <param name="Wait">Waiting for a batch.</param>
/// <param name="Gather">While the patches of its batches were cut out, and until the device was free for them.</param>
/// <param name="Execute">While stages ran on its batches.</param>
public sealed record FaceTimingAnswer(double Wait, double Gather, double Execute);

/// <summary>A landmark in pixels of the upright image, pixel centres at integers; <c>[x, y]</c> in JSON.</summary>
/// <param name="X">Horizontal coordinate.</param>
/// <param name="Y">Vertical coordinate.</param>
[JsonConverter(typeof(LandmarkAnswerConverter))]
public readonly record struct LandmarkAnswer(double X, double Y);

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
