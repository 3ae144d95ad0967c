using MuSiCa.Inference;
using MuSiCa.Service.Pipeline;
using MuSiCa.Serving;

namespace MuSiCa.Service.Rest;

/// <summary>Puts aligned images into the words of a JSON answer.</summary>
internal static class AnswerWriter
{
    private const int TimeDigits = 3;

    /// <param name="aligned">The image and its faces.</param>
    /// <param name="withTiming">Whether the answer says where the time went.</param>
    public static AlignmentAnswer Write(AlignedImage aligned, bool withTiming) => new(
        new ModelAnswer(aligned.Model.Name, aligned.Model.Version),
        new ImageAnswer(aligned.Image.Width, aligned.Image.Height),
        [.. aligned.Faces.Select(face => Write(face, aligned, withTiming))],
        withTiming ? Write(aligned.Timing) : null,
        aligned.Found is { } found ? new ModelAnswer(found.Finder.Name, found.Finder.Version) : null);

    /// <summary>The answer where boxes are all that was asked for.</summary>
    public static FindingAnswer Write(FoundImage found) => FindingAnswer.From(found.Finder, found.Plan, found.Faces);

    private static FaceAnswer Write(AlignedFace face, AlignedImage image, bool withTiming)
    {
        FaceAnswer answer = FaceAnswer.From(face.Alignment, image.Model.Landmarks, image.Details) with
        {
            Score = face.Score is { } score ? Math.Round(score, FoundFaceAnswer.ScoreDigits) : null,
            Crop = face.Crop?.Describe(),
        };
        return withTiming ? answer with { Timing = Write(face.Timing) } : answer;
    }

    private static FaceTimingAnswer Write(FaceTiming timing) =>
        new(Milliseconds(timing.Waited), Milliseconds(timing.Gathered), Milliseconds(timing.Executed));

    private static ImageTimingAnswer Write(ImageTiming timing) => new(
        Milliseconds(timing.Received),
        Milliseconds(timing.Waited),
        Milliseconds(timing.Decoded),
        Milliseconds(timing.Framed),
        timing.Found is { } found ? Milliseconds(found) : null);

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, TimeDigits);
}
