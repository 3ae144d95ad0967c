using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

/// <summary>The answer for a frame of a video.</summary>
/// <param name="Frame">Its number, from 0.</param>
/// <param name="Time">When it is shown, in seconds from the first frame on.</param>
/// <param name="Image">The frame as the coordinates mean it: upright, with square pixels.</param>
/// <param name="Faces">Its faces; of one that left the picture there are no landmarks.</param>
internal sealed record FrameAnswer(int Frame, double Time, ImageAnswer Image, ImmutableArray<TrackAnswer> Faces)
{
    private const int TimeDigits = 6;

    public static FrameAnswer From(VideoFrame frame, VideoInfo video, IEnumerable<TrackedFace> faces, ModelPackage model, AnswerDetails details) => new(
        frame.Index,
        Math.Round(frame.Time.TotalSeconds, TimeDigits),
        new ImageAnswer(video.Width, video.Height),
        [
            .. faces.Select(face => new TrackAnswer(
                face.TrackId, face.State, face.Alignment is { } alignment ? FaceAnswer.From(alignment, model.Landmarks, details) : null)),
        ]);

    /// <summary>The heading of the rows.</summary>
    /// <param name="landmarks">How many landmarks a face has.</param>
    public static string CsvHeading(int landmarks) =>
        "frame,time,track,state,x,y,width,height,stages,exit,predicted_error,status"
        + string.Concat(Enumerable.Range(0, landmarks).Select(static index => string.Create(CultureInfo.InvariantCulture, $",x{index},y{index}")));

    /// <summary>A row for each face.</summary>
    /// <param name="landmarks">How many landmarks a face has.</param>
    public IEnumerable<string> CsvRows(int landmarks) => Faces.Select(track => string.Join(',', ((IEnumerable<FormattableString>)
    [
        $"{Frame},{Time},{track.TrackId},{track.State.ToString().ToLowerInvariant()}",
        .. track.Face is { } face
            ? Fields(face)
            : Enumerable.Repeat<FormattableString>($"", 8 + (2 * landmarks)),
    ]).Select(FormattableString.Invariant)));

    private static IEnumerable<FormattableString> Fields(FaceAnswer face) =>
    [
        $"{face.Box.X},{face.Box.Y},{face.Box.Width},{face.Box.Height}",
        $"{face.Stages},{face.Exit.ToString().ToLowerInvariant()},{face.PredictedError},{face.Status.ToString().ToLowerInvariant()}",
        .. face.Landmarks.Select(static point => (FormattableString)$"{point.X},{point.Y}"),
    ];
}

/// <summary>A face in a frame.</summary>
/// <param name="TrackId">Its number, the same over the frames.</param>
/// <param name="State">What the frame means for it.</param>
/// <param name="Face">Its landmarks; absent where it has left the picture.</param>
internal sealed record TrackAnswer(ulong TrackId, TrackState State, FaceAnswer? Face);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(TrackStateConverter)])]
[JsonSerializable(typeof(FrameAnswer))]
internal sealed partial class FrameJsonContext : JsonSerializerContext;

internal sealed class TrackStateConverter() : JsonStringEnumConverter<TrackState>(System.Text.Json.JsonNamingPolicy.CamelCase);
