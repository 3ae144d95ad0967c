using MuSiCa.Imaging;
using MuSiCa.Inference;

namespace MuSiCa.Service.Pictures;

/// <summary>A face cut out upright at the size that face recognition takes.</summary>
/// <param name="Side">Pixels of each side.</param>
/// <param name="Format">What it is encoded as.</param>
internal sealed record CropQuery(int Side, CropFormat Format)
{
    // What is cut out and what the encoder makes of it while one face is at work.
    private const int Besides = 512 * 1024;

    // Noise, and what the formats write around it.
    private const int FormatBytes = 4096;

    /// <summary>Bytes that the crops of an image take at most until they are sent.</summary>
    /// <param name="faces">Faces that it may have.</param>
    public long BytesFor(int faces) => Besides + (faces * ((3L * Side * Side) + FormatBytes));
}

/// <summary>What a crop is encoded as.</summary>
internal enum CropFormat
{
    /// <summary>Without loss.</summary>
    Png,

    /// <summary>JPEG of quality 92 with all of its colour.</summary>
    Jpeg,
}

/// <summary>A face that was cut out.</summary>
/// <param name="Query">Its size and format.</param>
/// <param name="Encoded">The file.</param>
/// <param name="Transform">Where its pixels come from.</param>
internal sealed record FaceCrop(CropQuery Query, byte[] Encoded, SimilarityTransform Transform)
{
    /// <summary>The crop in the words of an answer.</summary>
    public FaceCropAnswer Describe() => new(
        Query.Side,
        Query.Side,
        Query.Format == CropFormat.Jpeg ? "image/jpeg" : AcceptedFormat.Png,
        Encoded,
        [[Transform.A, -Transform.B, Transform.X], [Transform.B, Transform.A, Transform.Y]]);
}

/// <summary>Cuts faces out by the five points that the template of ArcFace has, as most models of face recognition expect them.</summary>
internal static class FaceCropper
{
    private const double TemplateSide = 112;

    // Full-resolution pixels of a crop may be many; beyond this they are sampled sparsely.
    private const int MostSamples = 8;

    // As a photo shows them, from left to right: right eye, left eye, nose, right and left corner of the mouth.
    private static readonly (double X, double Y)[] Template =
        [(38.2946, 51.6963), (73.5318, 51.5014), (56.0252, 71.7366), (41.5493, 92.3655), (70.7299, 92.2041)];

    /// <summary>Cuts a face out.</summary>
    /// <param name="pixels">All of the photo, perhaps shrunk.</param>
    /// <param name="landmarks">x0, y0, x1, y1, … in pixels of the upright photo.</param>
    /// <param name="points">Which of them the five points are.</param>
    /// <param name="query">Size and format.</param>
    /// <returns>Null where the points are one place, which has no direction.</returns>
    public static FaceCrop? Cut(DecodedImage pixels, ReadOnlySpan<float> landmarks, FivePoints points, CropQuery query)
    {
        (double X, double Y)[] from =
        [
            Mean(landmarks, points.RightEye), Mean(landmarks, points.LeftEye), Mean(landmarks, points.NoseTip),
            Mean(landmarks, points.RightMouth), Mean(landmarks, points.LeftMouth),
        ];
        double scale = query.Side / TemplateSide;
        if (SimilarityTransform.Fit(from, [.. Template.Select(point => Scaled(point, scale))]) is not { } transform)
        {
            return null;
        }

        byte[] rgb = Sample(pixels, transform, query.Side);
        return new FaceCrop(
            query,
            query.Format == CropFormat.Jpeg ? ImageEncoder.EncodeJpeg(rgb, query.Side, query.Side) : ImageEncoder.EncodePng(rgb, query.Side, query.Side),
            transform);
    }

    // Pixel centres are at integers, so that the template grows around half a pixel.
    private static (double X, double Y) Scaled((double X, double Y) point, double scale) =>
        (((point.X + 0.5) * scale) - 0.5, ((point.Y + 0.5) * scale) - 0.5);

    private static (double X, double Y) Mean(ReadOnlySpan<float> landmarks, IReadOnlyList<int> indices)
    {
        (double x, double y) = (0, 0);
        foreach (int index in indices)
        {
            x += landmarks[2 * index];
            y += landmarks[(2 * index) + 1];
        }

        return (x / indices.Count, y / indices.Count);
    }

    // Each pixel is the mean of as many samples as it has pixels of the photo, so that nothing flickers that gets much smaller.
    private static byte[] Sample(DecodedImage image, SimilarityTransform transform, int side)
    {
        SimilarityTransform back = transform.Inverse();
        double step = Math.Sqrt((back.A * back.A) + (back.B * back.B)) / Math.Min(image.ScaleX, image.ScaleY);
        int samples = (int)Math.Clamp(Math.Ceiling(step), 1, MostSamples);
        ReadOnlySpan<byte> pixels = image.Pixels;
        byte[] rgb = new byte[3 * side * side];
        Span<double> sum = stackalloc double[3];
        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < side; x++)
            {
                sum.Clear();
                for (int sample = 0; sample < samples * samples; sample++)
                {
                    (double fullX, double fullY) = back.Apply(
                        x + (((sample % samples) + 0.5) / samples) - 0.5, y + (((sample / samples) + 0.5) / samples) - 0.5);
                    Add(image, pixels, (fullX - image.OffsetX) / image.ScaleX, (fullY - image.OffsetY) / image.ScaleY, sum);
                }

                for (int channel = 0; channel < 3; channel++)
                {
                    rgb[(3 * ((y * side) + x)) + channel] = (byte)Math.Round(sum[channel] / (samples * samples));
                }
            }
        }

        return rgb;
    }

    // Between the four pixels around a place; beyond the edge is black, as in what the models were trained on.
    private static void Add(DecodedImage image, ReadOnlySpan<byte> pixels, double x, double y, Span<double> sum)
    {
        // A face far outside is no number of an int.
        if (!(x > -1 && y > -1 && x < image.Width && y < image.Height))
        {
            return;
        }

        (int left, int top) = ((int)Math.Floor(x), (int)Math.Floor(y));
        for (int corner = 0; corner < 4; corner++)
        {
            (int column, int row) = (left + (corner & 1), top + (corner >> 1));
            if (column < 0 || row < 0 || column >= image.Width || row >= image.Height)
            {
                continue;
            }

            double weight = (1 - Math.Abs(x - column)) * (1 - Math.Abs(y - row));
            int at = 3 * ((row * image.Width) + column);
            for (int channel = 0; channel < 3; channel++)
            {
                sum[channel] += weight * pixels[at + channel];
            }
        }
    }
}

/// <summary>Memory of the service that an answer holds until it is sent.</summary>
/// <param name="release">Gives it back.</param>
internal sealed class HeldMemory(Action release) : IDisposable
{
    private Action? _release = release;

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
