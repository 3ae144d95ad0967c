using MuSiCa.Imaging;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

internal sealed class PhotoAligner(CascadeSession session) : IDisposable
{
    private readonly FacePreparer _preparer = new(session.Package);
    private readonly OfflineRunner _runner = new(session);

    /// <summary>Aligns faces that were found.</summary>
    public AlignmentAnswer Align(Photo photo, FoundFace[] found, ExitLimits limits, AnswerDetails details, CancellationToken cancellationToken)
    {
        AlignmentAnswer answer = Align(photo, [.. found.Select(face => face.Box)], limits, details, cancellationToken);
        return answer with
        {
            Faces =
            [
                .. answer.Faces.Zip(found, static (face, find) => face with { Score = FoundFaceAnswer.From(find).Score }),
            ],
        };
    }

    /// <summary>Aligns the faces in given boxes.</summary>
    public AlignmentAnswer Align(Photo photo, BoundingBox[] boxes, ExitLimits limits, AnswerDetails details, CancellationToken cancellationToken)
    {
        ImageInfo info = photo.Probe();
        foreach (BoundingBox box in boxes)
        {
            if (BoxRules.Check(box, info.Width, info.Height) is { } problem)
            {
                throw new UserException($"{photo.Path}: {problem}");
            }
        }

        if (boxes.Length == 0)
        {
            return AlignmentAnswer.From(session.Package, info.Width, info.Height, []);
        }

        double shrink = boxes.Min(_preparer.MaxShrink);
        using DecodedImage image = photo.Decode(shrink, RegionOf(boxes, shrink), cancellationToken);
        var faces = new List<PreparedFace>();
        try
        {
            faces.AddRange(boxes.Select(box => _preparer.Prepare(image.AsRgb(), image.Mapping(), box)));
            return AlignmentAnswer.From(
                session.Package,
                info.Width,
                info.Height,
                _runner.Align(faces, limits, cancellationToken),
                details);
        }
        finally
        {
            faces.ForEach(face => face.Dispose());
        }
    }

    public void Dispose() => _runner.Dispose();

    private ImageRegion RegionOf(BoundingBox[] boxes, double shrink) => boxes
        .Select(box => _preparer.FrameArea(box, shrink))
        .Select(static area => new ImageRegion(area.X, area.Y, (double)area.X + area.Width, (double)area.Y + area.Height))
        .Aggregate(static (one, other) => one.Union(other));
}

/// <summary>A photo with the landmarks of its faces.</summary>
internal sealed record AlignedPhoto(Photo Photo, ModelPackage Package, AlignmentAnswer Answer);
