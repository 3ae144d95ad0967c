using System.Collections.Immutable;
using MuSiCa.Inference;

namespace MuSiCa.Drawing;

// Whether the points of a group go round (eyes, lips) or from end to end (jaw, brows), told from the mean shape: a closed
// outline has its ends as near each other as its neighbours are.
internal static class GroupOutline
{
    /// <summary>Points of a group that are joined by a line; two, such as both pupils, are not.</summary>
    public const int LeastOfALine = 3;

    private const int LeastPoints = 4;
    private const double Nearness = 1.5;

    public static bool IsClosed(LandmarkGroup group, ImmutableArray<float> meanShape)
    {
        ImmutableArray<int> indices = group.Indices;
        if (indices.Length < LeastPoints)
        {
            return false;
        }

        double longest = indices.Zip(indices.Skip(1)).Max(pair => Distance(meanShape, pair.First, pair.Second));
        return Distance(meanShape, indices[0], indices[^1]) <= Nearness * longest;
    }

    private static double Distance(ImmutableArray<float> shape, int first, int second) =>
        double.Hypot(shape[2 * first] - shape[2 * second], shape[(2 * first) + 1] - shape[(2 * second) + 1]);
}
