using System.Collections.Immutable;

namespace MuSiCa.Inference;

/// <summary>The landmarks of one face.</summary>
/// <param name="Box">The box the face was framed by.</param>
/// <param name="Landmarks">The landmarks, to a hundredth of a pixel.</param>
/// <param name="Stages">Number of stages that ran.</param>
/// <param name="Exit">Why the face left the cascade.</param>
/// <param name="PredictedError">Inter-ocular NME the model expects, as a fraction (0.04 = 4 %).</param>
/// <param name="Status">Whether the landmarks can be relied on.</param>
/// <param name="Degraded">
/// <see langword="true"/> when the face left earlier than its threshold allows, because the service was in its degraded mode;
/// absent otherwise.
/// </param>
/// <param name="Timing">Where its time went; absent where nobody asked.</param>
/// <param name="Score">Probability that the box holds a face, 0 to 1, where a finder found it; absent where the box was given.</param>
public sealed record FaceAnswer(
    BoxAnswer Box,
    ImmutableArray<LandmarkAnswer> Landmarks,
    int Stages,
    ExitReason Exit,
    double PredictedError,
    AlignmentStatus Status,
    bool? Degraded = null,
    FaceTimingAnswer? Timing = null,
    double? Score = null)
{
    private const int CoordinateDigits = 2;
    private const int ErrorDigits = 4;

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
            alignment.Degraded ? true : null);
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
