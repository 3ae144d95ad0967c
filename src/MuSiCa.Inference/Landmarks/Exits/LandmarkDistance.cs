namespace MuSiCa.Inference;

/// <summary>How far landmarks of one face are from others of it.</summary>
public static class LandmarkDistance
{
    /// <summary>
    /// The mean Euclidean distance of landmarks, divided by the distance of the outer eye corners in the reference: what an NME is, with the
    /// reference in the place of the truth.
    /// </summary>
    /// <param name="points">x0, y0, x1, y1, … in any pixels.</param>
    /// <param name="reference">As many points in the same pixels.</param>
    /// <param name="scheme">What they mean.</param>
    /// <returns>A fraction (0.01 = 1 %); not finite where the eye corners of the reference coincide.</returns>
    public static double InterOcular(ReadOnlySpan<float> points, ReadOnlySpan<float> reference, LandmarkScheme scheme)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        ArgumentOutOfRangeException.ThrowIfNotEqual(points.Length, reference.Length);
        double sum = 0;
        for (int i = 0; i < points.Length; i += 2)
        {
            sum += double.Hypot(points[i] - reference[i], points[i + 1] - reference[i + 1]);
        }

        (int first, int second) = scheme.EyeCorners;
        double eyes = double.Hypot(
            reference[2 * first] - reference[2 * second], reference[(2 * first) + 1] - reference[(2 * second) + 1]);
        return sum / (points.Length / 2) / eyes;
    }
}
