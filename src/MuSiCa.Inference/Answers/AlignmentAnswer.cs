using System.Collections.Immutable;

namespace MuSiCa.Inference;

/// <summary>The answer for one image, the same from the service and from the command line.</summary>
/// <param name="Model">The model that answered.</param>
/// <param name="Image">The image the coordinates belong to.</param>
/// <param name="Faces">One entry for each box, in the order of the boxes; of faces that were found, the largest first.</param>
/// <param name="Timing">Where the time of the image went; absent where nobody asked.</param>
/// <param name="Finder">The finder that found the faces; absent where their boxes were given.</param>
public sealed record AlignmentAnswer(
    ModelAnswer Model,
    ImageAnswer Image,
    ImmutableArray<FaceAnswer> Faces,
    ImageTimingAnswer? Timing = null,
    ModelAnswer? Finder = null)
{
    /// <summary>Puts the alignments of an image into an answer.</summary>
    /// <param name="package">The model that answered.</param>
    /// <param name="width">Width of the upright full-resolution image.</param>
    /// <param name="height">Height of the upright full-resolution image.</param>
    /// <param name="alignments">The faces.</param>
    public static AlignmentAnswer From(ModelPackage package, int width, int height, IEnumerable<FaceAlignment> alignments)
    {
        ArgumentNullException.ThrowIfNull(package);
        return new AlignmentAnswer(
            new ModelAnswer(package.Name, package.Version),
            new ImageAnswer(width, height),
            [.. alignments.Select(FaceAnswer.From)]);
    }
}
