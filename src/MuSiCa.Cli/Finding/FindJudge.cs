using MuSiCa.Inference;

namespace MuSiCa.Cli;

// PASCAL VOC's rule: by falling score each find takes the true face it overlaps most of those not yet taken, if by half; the others
// are false.
internal static class FindJudge
{
    public const double LeastIou = 0.5;

    // A find mostly inside an ignored region is of what is ignored there.
    private const double LeastCovered = 0.5;

    /// <param name="photo">The photo.</param>
    /// <param name="finds">Its finds.</param>
    /// <param name="single">Whether only some faces of the photo are annotated, so that other finds are not false.</param>
    public static JudgedPhoto Judge(AnnotatedPhoto photo, IEnumerable<FoundFace> finds, bool single)
    {
        var taken = new HashSet<int>();
        var judged = new List<JudgedFind>();
        foreach (FoundFace find in finds.OrderByDescending(find => find.Score))
        {
            (int face, double iou) = Nearest(photo.Faces, find.Box, taken);
            if (face >= 0)
            {
                taken.Add(face);
                judged.Add(new JudgedFind(find, FindKind.Face, face, iou));
            }
            else
            {
                bool ignored = single || photo.Ignored.Any(region => BoxOverlap.Covered(find.Box, region) >= LeastCovered);
                judged.Add(new JudgedFind(find, ignored ? FindKind.Ignored : FindKind.False, -1, 0));
            }
        }

        return new JudgedPhoto(photo, judged);
    }

    private static (int Face, double Iou) Nearest(IReadOnlyList<BoundingBox> faces, BoundingBox box, HashSet<int> taken)
    {
        (int Face, double Iou) best = (-1, 0);
        for (int face = 0; face < faces.Count; face++)
        {
            double iou = BoxOverlap.Iou(faces[face], box);
            if (iou >= LeastIou && iou > best.Iou && !taken.Contains(face))
            {
                best = (face, iou);
            }
        }

        return best;
    }
}

internal enum FindKind
{
    /// <summary>The box of a true face.</summary>
    Face,

    /// <summary>Nothing true is there.</summary>
    False,

    /// <summary>Neither right nor wrong: where the annotation says nothing.</summary>
    Ignored,
}

/// <summary>A find beside the truth.</summary>
/// <param name="Find">The find.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Face">The true face it is of, by its place in the annotation; -1 where there is none.</param>
/// <param name="Iou">Intersection over union with that face.</param>
internal sealed record JudgedFind(FoundFace Find, FindKind Kind, int Face, double Iou);

/// <summary>A photo with its finds beside its true faces.</summary>
/// <param name="Photo">The photo.</param>
/// <param name="Finds">The finds, by falling score.</param>
internal sealed record JudgedPhoto(AnnotatedPhoto Photo, IReadOnlyList<JudgedFind> Finds)
{
    /// <summary>The score with which a true face was found; 0 where it was not.</summary>
    public float ScoreOf(int face) => Finds.FirstOrDefault(find => find.Face == face)?.Find.Score ?? 0;
}
