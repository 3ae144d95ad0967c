using System.CommandLine;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

// What align and render have in common: a photo, its boxes or a finder for them, and the cascade.
internal sealed class AlignOptions
{
    private readonly PhotoOptions _photo = new();

    // A GPU takes longer to wake up than a few faces take on the CPU.
    private readonly ModelOptions _model = new(ExecutionProvider.Cpu);
    private readonly LimitOptions _limits = new();
    private readonly FinderOptions _finder = new();

    public void AddTo(Command command)
    {
        _photo.AddTo(command);
        _model.AddTo(command);
        _limits.AddTo(command);
        _finder.AddTo(command);
    }

    public AlignedPhoto Align(ParseResult result, Screen screen, AnswerDetails details, CancellationToken cancellationToken)
    {
        (string path, BoundingBox[] boxes) = _photo.Read(result);
        using CascadeSession cascade = _model.Read(result).Open(screen);
        if (details.Pose && cascade.Package.Landmarks.Head is null)
        {
            throw new UserException($"model '{cascade.Package.Name}' tells no pose: its package has no landmarks.head");
        }

        using var aligner = new PhotoAligner(cascade);
        ExitLimits limits = _limits.Read(result);
        if (boxes.Length > 0)
        {
            var photo = Photo.Read(path);
            return new AlignedPhoto(photo, cascade.Package, aligner.Align(photo, boxes, limits, details, cancellationToken));
        }

        FinderSettings settings = _finder.Read(result, _model.Provider.Read(result));
        using FinderSession session = settings.Open(screen);
        using var finder = new PhotoFinder(session, settings.Faces, screen);
        var found = Photo.Read(path);
        FoundFace[] faces = finder.Find(found, cancellationToken).Faces;
        return new AlignedPhoto(found, cascade.Package, aligner.Align(found, faces, limits, details, cancellationToken));
    }
}
