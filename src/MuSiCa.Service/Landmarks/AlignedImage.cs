using MuSiCa.Imaging;

namespace MuSiCa.Service.Landmarks;

/// <summary>An image whose faces have their landmarks, before any protocol puts that into its own words.</summary>
/// <param name="Image">The image that they are in.</param>
/// <param name="Faces">One for each box, in order.</param>
/// <param name="Timing">Where its time went.</param>
internal sealed record AlignedImage(ImageInfo Image, IReadOnlyList<AlignedFace> Faces, ImageTiming Timing);
