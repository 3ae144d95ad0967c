using MuSiCa.Imaging;
using MuSiCa.Inference;

namespace MuSiCa.Bench;

/// <summary>Cuts photos of one face each out of the sample photos, enlarged to the size of a camera's.</summary>
internal sealed class PhotoMaker(string samples)
{
    private const int Quality = 85;

    // The face's box over the height of the photo.
    private const double FaceShare = 0.42;

    // Sensor noise, which enlarged pixels lack and encoders pay for.
    private const int Noise = 6;

    /// <summary>Makes photos of different faces, places and sizes.</summary>
    public BenchPhoto[] Make(int width, int height, int count, int seed)
    {
        SamplePhoto[] photos = SamplePhoto.ReadAll(samples);
        (SamplePhoto Photo, BoundingBox Box)[] faces = [.. photos.SelectMany(static photo => photo.Boxes.Select(box => (photo, box)))];
        var decoder = new ImageDecoder(new ImagingLimits());
        var jitter = new BoxJitter(seed);
        BoundingBox[] windows = [.. Enumerable.Range(0, count).Select(index => jitter.Next(faces[index % faces.Length].Box))];
        var made = new BenchPhoto[count];
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, index =>
        {
            (SamplePhoto photo, BoundingBox box) = faces[index % faces.Length];
            using DecodedImage image = decoder.Decode(photo.Encoded);
            made[index] = Cut(image, box, windows[index], width, height, new Random(seed + index));
        });
        return made;
    }

    // The window is placed by a box a little off, so that the face is somewhere else in every photo.
    private static BenchPhoto Cut(DecodedImage image, BoundingBox box, BoundingBox window, int width, int height, Random random)
    {
        double scale = FaceShare * height / window.Side;
        double left = window.X + (window.Width / 2) - (width / scale / 2);
        double top = window.Y + (window.Height / 2) - (height / scale / 2);
        byte[] pixels = new byte[3 * width * height];
        ReadOnlySpan<byte> source = image.Pixels;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                Span<byte> target = pixels.AsSpan(3 * ((y * width) + x), 3);
                Sample(source, image.Width, image.Height, left + (x / scale), top + (y / scale), random, target);
            }
        }

        var placed = new BoundingBox(
            (float)((box.X - left) * scale), (float)((box.Y - top) * scale), (float)(box.Width * scale), (float)(box.Height * scale));
        return new BenchPhoto(ImageEncoder.EncodeJpeg(pixels, width, height, Quality), placed);
    }

    private static void Sample(
        ReadOnlySpan<byte> source, int width, int height, double x, double y, Random random, Span<byte> target)
    {
        x = Mirrored(x, width);
        y = Mirrored(y, height);
        int left = Math.Min((int)x, width - 2);
        int top = Math.Min((int)y, height - 2);
        double right = x - left;
        double below = y - top;
        int noise = random.Next(-Noise, Noise + 1);
        int first = 3 * ((top * width) + left);
        int second = first + (3 * width);
        for (int channel = 0; channel < 3; channel++)
        {
            double upper = (source[first + channel] * (1 - right)) + (source[first + 3 + channel] * right);
            double lower = (source[second + channel] * (1 - right)) + (source[second + 3 + channel] * right);
            target[channel] = (byte)Math.Clamp((upper * (1 - below)) + (lower * below) + noise, 0, 255);
        }
    }

    // What lies outside repeats the photo as a mirror does, so that there is as much to decode as inside.
    private static double Mirrored(double at, int size)
    {
        double period = 2.0 * (size - 1);
        double folded = Math.Abs(at % period);
        return folded > size - 1 ? period - folded : folded;
    }
}
