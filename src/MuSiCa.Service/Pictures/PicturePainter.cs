using MuSiCa.Drawing;
using MuSiCa.Imaging;
using MuSiCa.Inference;
using MuSiCa.Service.Pipeline;

namespace MuSiCa.Service.Pictures;

/// <summary>Makes pictures of photos and their faces, at most <see cref="MaxSide"/> pixels long.</summary>
internal static class PicturePainter
{
    /// <summary>Pixels of the longer side of a picture.</summary>
    public const int MaxSide = 2560;

    // What is drawn on, what the encoder makes of it, and the copy that is sent. Noise is the worst case of both formats.
    private const int Copies = 3;
    private const int Besides = 512 * 1024;

    private const int JpegQuality = 90;

    /// <summary>How many pixels of a photo may become one along each axis before a picture of it gets smaller than it may be.</summary>
    /// <param name="info">The photo.</param>
    public static double MaxShrink(ImageInfo info) => Math.Max(1, (double)Math.Max(info.Width, info.Height) / MaxSide);

    /// <summary>Bytes that a picture takes at most until it is sent.</summary>
    /// <param name="info">The photo.</param>
    public static long BytesFor(ImageInfo info)
    {
        double shrink = MaxShrink(info);
        return (Copies * 3L * (long)Math.Ceiling(info.Width / shrink) * (long)Math.Ceiling(info.Height / shrink)) + Besides;
    }

    /// <summary>Draws, while the pixels of the photo are there.</summary>
    /// <param name="pixels">The photo.</param>
    /// <param name="model">The model whose its landmarks are.</param>
    /// <param name="faces">Its faces.</param>
    /// <param name="boxes">Boxes without landmarks.</param>
    /// <param name="query">What is drawn.</param>
    /// <returns>The PNG, or the JPEG for an SVG, on which nothing is drawn.</returns>
    public static byte[] Paint(
        DecodedImage pixels, ModelPackage model, IReadOnlyList<AlignedFace> faces, IReadOnlyList<FoundFace> boxes, PictureQuery query)
    {
        int longer = Math.Max(pixels.Width, pixels.Height);
        int factor = Math.Clamp((longer + MaxSide - 1) / MaxSide, 1, Math.Min(pixels.Width, pixels.Height));
        Canvas canvas = Canvas.Reduce(pixels, factor);
        if (query.Format == AnswerFormat.Svg)
        {
            return canvas.EncodeJpeg(JpegQuality);
        }

        double half = (factor - 1) / 2.0;
        var mapping = new PixelMapping(
            pixels.ScaleX * factor, pixels.ScaleY * factor, pixels.OffsetX + (half * pixels.ScaleX), pixels.OffsetY + (half * pixels.ScaleY));
        var drawing = new FaceDrawing(canvas, model, mapping, query.Options);
        foreach (AlignedFace face in faces)
        {
            drawing.Draw(FaceAnswer.From(face.Alignment));
        }

        foreach (FoundFace face in boxes)
        {
            drawing.DrawBox(new BoxAnswer(face.Box.X, face.Box.Y, face.Box.Width, face.Box.Height));
        }

        return canvas.EncodePng();
    }
}

/// <summary>An encoded picture and the memory that it is counted for, which disposal gives back.</summary>
/// <param name="encoded">The file.</param>
/// <param name="release">Gives the memory back.</param>
internal sealed class DrawnPicture(byte[] encoded, Action release) : IDisposable
{
    private Action? _release = release;

    /// <summary>The file: a PNG, or the JPEG that lies inside an SVG.</summary>
    public ReadOnlyMemory<byte> Encoded => encoded;

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
