using System.Collections.Immutable;

namespace MuSiCa.Inference;

/// <summary>
/// Where landmarks lie on a mean head that looks straight ahead: to the right of the picture, down, and towards the viewer, in any
/// unit. Pose is what turns it so that it lies under the landmarks that were found, as seen from far away (weak perspective).
/// </summary>
public sealed class MeanHead
{
    // Of the spread of the points, below which they lie in a plane or a line for what can be told.
    private const double LeastSpread = 1e-4;

    private readonly ImmutableArray<int> _indices;

    // Least-squares inverse: coefficients of each point for the three columns of the affine map.
    private readonly double[] _inverse;

    private MeanHead(ImmutableArray<int> indices, double[] inverse)
    {
        _indices = indices;
        _inverse = inverse;
    }

    /// <summary>Creates a head.</summary>
    /// <param name="points">x, y, z of each landmark; null for one that tells nothing of the pose.</param>
    /// <returns>Null where the points do not fill space.</returns>
    public static MeanHead? Create(IReadOnlyList<double[]?> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        int[] indices = [.. Enumerable.Range(0, points.Count).Where(index => points[index] is not null)];
        double[] mean = [.. Enumerable.Range(0, 3).Select(axis => indices.Select(index => points[index]![axis]).DefaultIfEmpty().Average())];
        double[][] centred = [.. indices.Select(index => points[index]!.Zip(mean, static (value, middle) => value - middle).ToArray())];
        double Scatter(int one, int other) => centred.Sum(point => point[one] * point[other]);
        (double xx, double xy, double xz) = (Scatter(0, 0), Scatter(0, 1), Scatter(0, 2));
        (double yy, double yz, double zz) = (Scatter(1, 1), Scatter(1, 2), Scatter(2, 2));
        (double a, double b, double c) = ((yy * zz) - (yz * yz), (xz * yz) - (xy * zz), (xy * yz) - (xz * yy));
        double determinant = (xx * a) + (xy * b) + (xz * c);
        double size = (xx + yy + zz) / 3;
        if (!(determinant > LeastSpread * size * size * size))
        {
            return null;
        }

        (double d, double e, double f) = ((xx * zz) - (xz * xz), (xy * xz) - (xx * yz), (xx * yy) - (xy * xy));
        return new MeanHead([.. indices], [.. centred.SelectMany(point => new[]
        {
            ((a * point[0]) + (b * point[1]) + (c * point[2])) / determinant,
            ((b * point[0]) + (d * point[1]) + (e * point[2])) / determinant,
            ((c * point[0]) + (e * point[1]) + (f * point[2])) / determinant,
        })]);
    }

    /// <summary>The pose of a face.</summary>
    /// <param name="landmarks">All of its landmarks, x0, y0, x1, y1, …, in pixels.</param>
    /// <returns>Null where the landmarks lie on a line, or in one place.</returns>
    public HeadPose? PoseOf(ReadOnlySpan<float> landmarks)
    {
        // The columns of the inverse sum to 0: the place of the face does not matter.
        Span<double> across = stackalloc double[3];
        Span<double> down = stackalloc double[3];
        for (int i = 0; i < _indices.Length; i++)
        {
            (double x, double y) = (landmarks[2 * _indices[i]], landmarks[(2 * _indices[i]) + 1]);
            for (int axis = 0; axis < 3; axis++)
            {
                across[axis] += x * _inverse[(3 * i) + axis];
                down[axis] += y * _inverse[(3 * i) + axis];
            }
        }

        return Upright(across, down) ? HeadPose.Of(across, down) : null;
    }

    // Makes the two rows of an affine map those of a rotation: the nearest ones in the least-squares sense, (M M^T)^(-1/2) M.
    private static bool Upright(Span<double> across, Span<double> down)
    {
        (double a, double b, double c) = (Dot(across, across), Dot(across, down), Dot(down, down));
        double root = Math.Sqrt(Math.Max(0, (a * c) - (b * b)));
        double trace = a + c + (2 * root);
        if (!(root > LeastSpread * (a + c)))
        {
            return false;
        }

        double factor = 1 / (root * Math.Sqrt(trace));
        for (int axis = 0; axis < 3; axis++)
        {
            (double x, double y) = (across[axis], down[axis]);
            across[axis] = factor * (((c + root) * x) - (b * y));
            down[axis] = factor * (((a + root) * y) - (b * x));
        }

        return true;
    }

    private static double Dot(ReadOnlySpan<double> one, ReadOnlySpan<double> other) =>
        (one[0] * other[0]) + (one[1] * other[1]) + (one[2] * other[2]);
}

/// <summary>How a head is turned, in degrees; all 0 where it looks straight into the camera (docs/landmarks.md, "Head pose").</summary>
/// <param name="Yaw">Above 0 where it is turned to the left of the picture, which is the person's own right; -90 to 90.</param>
/// <param name="Pitch">Above 0 where it is lowered; -180 to 180.</param>
/// <param name="Roll">Above 0 where it is tilted counter-clockwise in the picture; -180 to 180.</param>
public readonly record struct HeadPose(float Yaw, float Pitch, float Roll)
{
    // From the first two rows of the rotation of the head, which is taken apart into roll after yaw after pitch.
    internal static HeadPose Of(ReadOnlySpan<double> across, ReadOnlySpan<double> down)
    {
        double depthOfRight = (across[1] * down[2]) - (across[2] * down[1]);
        double depthOfDown = (across[2] * down[0]) - (across[0] * down[2]);
        double depthOfFront = (across[0] * down[1]) - (across[1] * down[0]);
        return new HeadPose(
            Degrees(Math.Atan2(depthOfRight, double.Hypot(across[0], down[0]))),
            Degrees(-Math.Atan2(depthOfDown, depthOfFront)),
            Degrees(-Math.Atan2(down[0], across[0])));
    }

    private static float Degrees(double radians) => (float)(radians * 180 / Math.PI);
}
