using MuSiCa.Drawing;
using MuSiCa.Imaging;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

internal static class LandmarkDrawing
{
    /// <summary>Draws the faces of a photo on it.</summary>
    /// <param name="aligned">The photo and its faces.</param>
    /// <param name="options">What is drawn.</param>
    /// <param name="zoom">How many times larger than the photo the picture is, 1 or more.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public static Canvas Draw(AlignedPhoto aligned, DrawingOptions options, int zoom, CancellationToken cancellationToken)
    {
        using DecodedImage image = aligned.Photo.Decode(maxShrink: 1, cancellationToken);
        Canvas canvas = zoom == 1 ? Canvas.Copy(image) : Canvas.Copy(image).Enlarge(zoom);
        double half = ((1.0 / zoom) - 1) / 2;
        var drawing = new FaceDrawing(canvas, aligned.Package, new PixelMapping(1.0 / zoom, 1.0 / zoom, half, half), options);
        foreach (FaceAnswer face in aligned.Answer.Faces)
        {
            drawing.Draw(face);
        }

        return canvas;
    }
}
