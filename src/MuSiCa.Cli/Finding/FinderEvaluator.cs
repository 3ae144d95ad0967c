using MuSiCa.Imaging;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

// Runs all photos of a data set through a finder.
internal sealed class FinderEvaluator(FinderSession session) : IDisposable
{
    // Low enough for the whole curve, high enough to end.
    private const float LeastThreshold = 0.02f;

    private readonly FaceFinder _finder = new(session);

    public FinderEvaluation Run(PhotoSet set, FindSettings settings, bool single, Screen screen, CancellationToken cancellationToken)
    {
        float threshold = settings.Threshold ?? session.Package.Threshold;
        FindSettings everything = settings with { Threshold = Math.Min(threshold, LeastThreshold), MaxFaces = int.MaxValue };
        var photos = new List<JudgedPhoto>();
        ProgressDisplay.Run(screen, "photos looked at", set.Photos.Count, advance =>
        {
            foreach (AnnotatedPhoto photo in set.Photos)
            {
                photos.Add(FindJudge.Judge(photo, Find(photo, everything, cancellationToken), single));
                advance(1);
            }
        });
        return new FinderEvaluation(photos, threshold, settings.MinFace, single);
    }

    public void Dispose() => _finder.Dispose();

    // Never shrunk while decoding, so that the figures are those of the full pixels.
    private FoundFace[] Find(AnnotatedPhoto photo, FindSettings settings, CancellationToken cancellationToken)
    {
        using DecodedImage image = Photo.Read(photo.ImagePath).Decode(maxShrink: 1, cancellationToken);
        if (photo.Size is (int width, int height) && (width, height) != (image.Info.Width, image.Info.Height))
        {
            throw new UserException(
                $"{photo.Name}: the image has {image.Info.Width} x {image.Info.Height} pixels, its boxes are of one with {width} x {height}");
        }

        ViewPlan plan = _finder.Plan(image.Info.Width, image.Info.Height, settings);
        return _finder.Find(image.AsRgb(), image.Mapping(), plan, settings, cancellationToken);
    }
}

/// <summary>Photos run through a finder.</summary>
/// <param name="Photos">The photos with their finds, in the order of the data set.</param>
/// <param name="Threshold">The threshold that is measured.</param>
/// <param name="MinFace">Longer side of the smallest faces that were looked for, pixels.</param>
/// <param name="Single">Whether only some faces of the photos are annotated.</param>
internal sealed record FinderEvaluation(IReadOnlyList<JudgedPhoto> Photos, float Threshold, double? MinFace, bool Single);
