using MuSiCa.Inference;

namespace MuSiCa.Cli;

// Recall and precision over all thresholds, for faces of some size. Faces of other sizes are neither missed nor false when found.
internal sealed class FinderCurve
{
    private readonly int _images;

    private FinderCurve(int faces, int images, List<CurvePoint> points)
    {
        Faces = faces;
        _images = images;
        Points = points;
    }

    /// <summary>Number of true faces.</summary>
    public int Faces { get; }

    /// <summary>A point for each score that occurs, by falling threshold.</summary>
    public IReadOnlyList<CurvePoint> Points { get; }

    /// <summary>
    /// Area under the precision that is at least reached at each recall, percent; <see langword="null"/> without faces.
    /// </summary>
    public double? AveragePrecision
    {
        get
        {
            if (Faces == 0)
            {
                return null;
            }

            double area = 0;
            double precision = 0;
            for (int i = Points.Count - 1; i >= 0; i--)
            {
                precision = Math.Max(precision, Points[i].Precision);
                area += precision * (Points[i].Recall - (i > 0 ? Points[i - 1].Recall : 0)) / 100;
            }

            return area;
        }
    }

    public static FinderCurve Measure(IReadOnlyList<JudgedPhoto> photos, FaceSizes sizes)
    {
        int faces = photos.Sum(photo => photo.Photo.Faces.Count(face => sizes.Holds(face.Side)));
        var points = new List<CurvePoint>();
        int found = 0;
        int wrong = 0;
        foreach (IGrouping<float, JudgedFind> level in photos
            .SelectMany(photo => photo.Finds.Where(find => Counts(photo, find, sizes)))
            .GroupBy(find => find.Find.Score)
            .OrderByDescending(level => level.Key))
        {
            found += level.Count(find => find.Kind == FindKind.Face);
            wrong += level.Count(find => find.Kind == FindKind.False);
            points.Add(new CurvePoint(
                level.Key,
                faces == 0 ? 0 : 100.0 * found / faces,
                100.0 * found / (found + wrong),
                (double)wrong / photos.Count));
        }

        return new FinderCurve(faces, photos.Count, points);
    }

    /// <summary>What a threshold gives.</summary>
    public CurvePoint At(double threshold) =>
        Points.LastOrDefault(point => point.Threshold >= threshold) is { } point
            ? point with { Threshold = threshold }
            : new CurvePoint(threshold, 0, 100, 0);

    /// <summary>The lowest threshold with no more false finds an image than given.</summary>
    public double ThresholdFor(double falsePerImage)
    {
        // Counts are compared, not quotients, which rounding may move over the limit.
        double allowed = Math.Floor((falsePerImage * _images) + 1e-9);
        return Points.LastOrDefault(point => Math.Round(point.FalsePerImage * _images) <= allowed)?.Threshold ?? 1;
    }

    private static bool Counts(JudgedPhoto photo, JudgedFind find, FaceSizes sizes)
    {
        BoundingBox box = find.Face >= 0 ? photo.Photo.Faces[find.Face] : find.Find.Box;
        return find.Kind != FindKind.Ignored && sizes.Holds(box.Side);
    }
}

/// <summary>What a threshold gives.</summary>
/// <param name="Threshold">Least score of a find.</param>
/// <param name="Recall">Share of the faces found, percent.</param>
/// <param name="Precision">Share of the finds that are faces, percent.</param>
/// <param name="FalsePerImage">False finds an image.</param>
internal sealed record CurvePoint(double Threshold, double Recall, double Precision, double FalsePerImage);
