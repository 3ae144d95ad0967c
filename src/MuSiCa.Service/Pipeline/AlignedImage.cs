using MuSiCa.Imaging;
using MuSiCa.Inference;
using MuSiCa.Service.Pictures;

namespace MuSiCa.Service.Pipeline;

/// <summary>An image whose faces have their landmarks, before any protocol puts that into its own words.</summary>
/// <param name="Model">The model whose they are.</param>
/// <param name="Image">The image that they are in.</param>
/// <param name="Faces">One for each box, in order; none where boxes are all that was asked for.</param>
/// <param name="Timing">Where its time went.</param>
internal sealed record AlignedImage(
    ModelPackage Model, ImageInfo Image, IReadOnlyList<AlignedFace> Faces, ImageTiming Timing)
{
    /// <summary>What the finder was asked and found; null where boxes were given.</summary>
    public FoundImage? Found { get; init; }

    /// <summary>The picture that was drawn, whoever answers with it disposes of it; null where none was asked for.</summary>
    public DrawnPicture? Picture { get; init; }
}
