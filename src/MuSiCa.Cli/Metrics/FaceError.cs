using System.Collections.Immutable;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

/// <summary>
/// The error of one face: the mean over its landmarks of the Euclidean distance to the truth, divided by a distance in the
/// truth (its NME, as a fraction).
/// </summary>
internal static class FaceError
{
    /// <summary>Distance of the true outer eye corners.</summary>
    public static double InterOcular(double[] truth, LandmarkScheme scheme) =>
        Distance(Mean(truth, [scheme.EyeCorners.First]), Mean(truth, [scheme.EyeCorners.Second]));

    /// <summary>Distance of the means of the landmarks around each eye.</summary>
    public static double InterPupil(double[] truth, LandmarkScheme scheme) =>
        Distance(Mean(truth, scheme.Pupils.First), Mean(truth, scheme.Pupils.Second));

    /// <summary>The mean distance in pixels.</summary>
    public static double MeanDistance(ReadOnlySpan<float> landmarks, double[] truth)
    {
        double sum = 0;
        for (int i = 0; i < truth.Length; i += 2)
        {
            sum += double.Hypot(landmarks[i] - truth[i], landmarks[i + 1] - truth[i + 1]);
        }

        return sum / (truth.Length / 2);
    }

    private static (double X, double Y) Mean(double[] truth, ImmutableArray<int> indices) =>
        (indices.Average(index => truth[2 * index]), indices.Average(index => truth[(2 * index) + 1]));

    private static double Distance((double X, double Y) first, (double X, double Y) second) =>
        double.Hypot(first.X - second.X, first.Y - second.Y);
}
