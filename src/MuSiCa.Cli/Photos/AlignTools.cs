using System.Text.Json;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

/// <summary>What is wanted of each photo.</summary>
/// <param name="Boxes">The faces; none where they are to be found.</param>
/// <param name="Finds">Which faces are to be found.</param>
/// <param name="Limits">When they may leave.</param>
/// <param name="Details">What answers say beside landmarks.</param>
internal sealed record AlignTerms(BoundingBox[] Boxes, FindSettings Finds, ExitLimits Limits, AnswerDetails Details);

/// <summary>Opened models, for any number of photos.</summary>
/// <param name="cascade">Aligns; disposed of with this.</param>
/// <param name="finder">Finds, where no boxes are given; disposed of with this.</param>
/// <param name="terms">What is wanted.</param>
/// <param name="screen">Is told of faces that are not looked for.</param>
internal sealed class AlignTools(CascadeSession cascade, FinderSession? finder, AlignTerms terms, Screen screen) : IDisposable
{
    /// <summary>Makes what aligns photos on one thread; to be disposed of before this.</summary>
    public AlignWorker CreateWorker() =>
        new(cascade, terms, finder is null ? null : new PhotoFinder(finder, terms.Finds, screen));

    /// <summary>Makes what follows the faces of a video; to be disposed of before this.</summary>
    /// <param name="interval">Time of the video from one search for faces to the next.</param>
    /// <param name="smoothing">How landmarks are smoothed; null for not at all.</param>
    public FaceTracker CreateTracker(TimeSpan interval, SmoothingOptions? smoothing) => new(cascade, finder, terms, interval, smoothing);

    public void Dispose()
    {
        finder?.Dispose();
        cascade.Dispose();
    }
}

/// <summary>Aligns photos on one thread.</summary>
internal sealed class AlignWorker(CascadeSession cascade, AlignTerms terms, PhotoFinder? finder) : IPhotoWorker
{
    private readonly PhotoAligner _aligner = new(cascade);

    /// <summary>The landmarks of the faces in a photo.</summary>
    public AlignedPhoto Align(Photo photo, CancellationToken cancellationToken) => new(
        photo,
        cascade.Package,
        finder is null
            ? _aligner.Align(photo, terms.Boxes, terms.Limits, terms.Details, cancellationToken)
            : _aligner.Align(photo, finder.Find(photo, cancellationToken).Faces, terms.Limits, terms.Details, cancellationToken));

    public string Answer(Photo photo, CancellationToken cancellationToken) =>
        JsonSerializer.Serialize(Align(photo, cancellationToken).Answer, AnswerJsonContext.Default.AlignmentAnswer);

    public void Dispose()
    {
        finder?.Dispose();
        _aligner.Dispose();
    }
}
