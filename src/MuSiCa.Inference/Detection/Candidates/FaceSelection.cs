namespace MuSiCa.Inference;

/// <summary>From the candidates of all views of an image to its faces.</summary>
public static class FaceSelection
{
    /// <summary>
    /// How much of the smaller of two boxes may lie in the other where views of different ratio show them: more is a part of a face
    /// beside the whole.
    /// </summary>
    public const double MaxCovered = 0.8;

    private const int Digits = 2;

    /// <summary>
    /// Keeps candidates by falling score (of equal ones the larger first) unless they overlap one already kept, then the largest.
    /// The result does not depend on the order of the candidates.
    /// </summary>
    /// <param name="candidates">The candidates.</param>
    /// <param name="imageWidth">Width of the upright full-resolution image; boxes that cannot be framed in it are dropped.</param>
    /// <param name="imageHeight">Height of that image.</param>
    /// <param name="suppression">Intersection over union above which the lower of two candidates is dropped.</param>
    /// <param name="maxFaces">The largest number of faces.</param>
    /// <returns>The faces, the largest by area first.</returns>
    public static FoundFace[] Select(CandidateList candidates, int imageWidth, int imageHeight, float suppression, int maxFaces)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentOutOfRangeException.ThrowIfNegative(maxFaces);
        var kept = new List<FaceCandidate>();
        foreach (FaceCandidate candidate in candidates.ToArray())
        {
            if (BoxRules.Check(candidate.Box, imageWidth, imageHeight) is null && !kept.Exists(face => AreOne(face, candidate, suppression)))
            {
                kept.Add(candidate);
            }
        }

        // A stable sort: of equal areas the higher score stays first.
        return [.. kept.Select(Round).OrderByDescending(face => BoxOverlap.Area(face.Box)).Take(maxFaces)];
    }

    private static bool AreOne(FaceCandidate one, FaceCandidate other, float suppression)
    {
        double shared = BoxOverlap.Intersection(one.Box, other.Box);
        if (shared == 0)
        {
            return false;
        }

        double first = BoxOverlap.Area(one.Box);
        double second = BoxOverlap.Area(other.Box);
        return shared > suppression * (first + second - shared)
            || (one.Ratio != other.Ratio && shared > MaxCovered * Math.Min(first, second));
    }

    private static FoundFace Round(FaceCandidate face) => new(
        new BoundingBox(
            MathF.Round(face.Box.X, Digits),
            MathF.Round(face.Box.Y, Digits),
            MathF.Round(face.Box.Width, Digits),
            MathF.Round(face.Box.Height, Digits)),
        face.Score);
}

/// <summary>A face that was found.</summary>
/// <param name="Box">Its box in pixels of the upright full-resolution image, to a hundredth of a pixel.</param>
/// <param name="Score">Probability that it is a face, 0 to 1.</param>
public readonly record struct FoundFace(BoundingBox Box, float Score);

/// <summary>How far boxes overlap. Boxes without area overlap nothing.</summary>
public static class BoxOverlap
{
    /// <summary>The area of a box.</summary>
    public static double Area(BoundingBox box) => (double)box.Width * box.Height;

    /// <summary>The area that two boxes share.</summary>
    public static double Intersection(BoundingBox one, BoundingBox other)
    {
        double width = Math.Min((double)one.X + one.Width, (double)other.X + other.Width) - Math.Max(one.X, other.X);
        double height = Math.Min((double)one.Y + one.Height, (double)other.Y + other.Height) - Math.Max(one.Y, other.Y);
        return width > 0 && height > 0 ? width * height : 0;
    }

    /// <summary>Intersection over union, 0 to 1.</summary>
    public static double Iou(BoundingBox one, BoundingBox other)
    {
        double shared = Intersection(one, other);
        return shared > 0 ? shared / (Area(one) + Area(other) - shared) : 0;
    }

    /// <summary>The share of a box that lies in another, 0 to 1.</summary>
    public static double Covered(BoundingBox box, BoundingBox other)
    {
        double shared = Intersection(box, other);
        return shared > 0 ? shared / Area(box) : 0;
    }
}
