using System.Text.Json.Serialization;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

/// <summary>Everything that was measured of a finder.</summary>
internal sealed record FinderReport
{
    /// <summary>False finds an image at which recall is told.</summary>
    public const double FalsePerImage = 0.1;

    /// <summary>The finder.</summary>
    public required ModelAnswer Finder { get; init; }

    /// <summary>What ran it.</summary>
    public required ExecutionProvider Provider { get; init; }

    /// <summary>Where the true boxes come from.</summary>
    public required string Annotation { get; init; }

    /// <summary>Number of photos.</summary>
    public required int Photos { get; init; }

    /// <summary>Regions in which finds count neither as right nor as wrong.</summary>
    public required int IgnoredRegions { get; init; }

    /// <summary>Whether finds beside the annotated faces count as false.</summary>
    public required bool Single { get; init; }

    /// <summary>Longer side of the smallest faces that were looked for, pixels; absent where each photo was looked at as a whole.</summary>
    public double? MinFace { get; init; }

    /// <summary>The measured threshold.</summary>
    public required double Threshold { get; init; }

    /// <summary>The threshold that gives 0.1 false finds an image.</summary>
    public required double ThresholdAtFalsePerImage { get; init; }

    /// <summary>Mean intersection over union of the faces found at the measured threshold; absent where none was.</summary>
    public double? MeanIou { get; init; }

    /// <summary>The figures by the size of the face.</summary>
    public required SizeFigures[] Sizes { get; init; }

    /// <summary>All thresholds, for faces of any size.</summary>
    public required IReadOnlyList<CurvePoint> Curve { get; init; }

    public static FinderReport Create(FinderSession session, PhotoSet set, FinderEvaluation evaluation)
    {
        IReadOnlyList<JudgedPhoto> photos = evaluation.Photos;
        var all = FinderCurve.Measure(photos, FaceSizes.All);
        double limit = all.ThresholdFor(FalsePerImage);
        double[] overlaps =
        [
            .. photos.SelectMany(photo => photo.Finds)
                .Where(find => find.Kind == FindKind.Face && find.Find.Score >= evaluation.Threshold)
                .Select(find => find.Iou),
        ];
        return new FinderReport
        {
            Finder = new ModelAnswer(session.Package.Name, session.Package.Version),
            Provider = session.Provider.Active,
            Annotation = set.Annotation,
            Photos = photos.Count,
            IgnoredRegions = set.Photos.Sum(photo => photo.Ignored.Count),
            Single = evaluation.Single,
            MinFace = evaluation.MinFace,
            Threshold = evaluation.Threshold,
            ThresholdAtFalsePerImage = limit,
            MeanIou = overlaps.Length > 0 ? overlaps.Average() : null,
            Sizes = [.. FaceSizes.Reported.Select(sizes => Figures(photos, sizes, evaluation.Threshold, limit))],
            Curve = all.Points,
        };
    }

    private static SizeFigures Figures(IReadOnlyList<JudgedPhoto> photos, FaceSizes sizes, double threshold, double limit)
    {
        var curve = FinderCurve.Measure(photos, sizes);
        bool any = curve.Faces > 0;
        return new SizeFigures(
            sizes.Name,
            curve.Faces,
            curve.AveragePrecision,
            any ? curve.At(limit).Recall : null,
            any ? curve.At(threshold).Recall : null,
            (int)Math.Round(curve.At(threshold).FalsePerImage * photos.Count));
    }
}

[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Serialization,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(FinderReport))]
internal sealed partial class FinderReportJsonContext : JsonSerializerContext;
