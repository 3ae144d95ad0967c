using MuSiCa.Inference;

namespace MuSiCa.Cli;

/// <summary>A photo whose faces are known.</summary>
/// <param name="Name">Its name in reports and pictures.</param>
/// <param name="ImagePath">The image.</param>
/// <param name="Faces">Tight boxes of the faces, in pixels of the image.</param>
/// <param name="Ignored">Boxes of what may or may not be found, such as heads from behind.</param>
/// <param name="Size">The size of the image that the boxes are of, where that is written down.</param>
internal sealed record AnnotatedPhoto(
    string Name,
    string ImagePath,
    IReadOnlyList<BoundingBox> Faces,
    IReadOnlyList<BoundingBox> Ignored,
    (int Width, int Height)? Size);
