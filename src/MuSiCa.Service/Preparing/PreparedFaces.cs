using MuSiCa.Cascade;
using MuSiCa.Imaging;

namespace MuSiCa.Service.Preparing;

/// <summary>An image whose faces are ready for the model.</summary>
/// <param name="Image">The image that they come from.</param>
/// <param name="Faces">One for each box, in order. Whoever takes them disposes of them.</param>
/// <param name="Decoding">How long header and pixels took.</param>
/// <param name="Framing">How long cutting out the faces took.</param>
internal sealed record PreparedFaces(ImageInfo Image, IReadOnlyList<PreparedFace> Faces, TimeSpan Decoding, TimeSpan Framing);
