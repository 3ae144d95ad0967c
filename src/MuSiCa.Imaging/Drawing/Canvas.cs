namespace MuSiCa.Imaging;

/// <summary>
/// RGB pixels to draw on. Coordinates are pixels with centres at integers; edges are anti-aliased; what lies outside
/// is cut off. Not thread-safe.
/// </summary>
public sealed class Canvas
{
    private readonly byte[] _pixels;

    /// <summary>An even surface.</summary>
    /// <param name="width">Pixels across, 1 or more.</param>
    /// <param name="height">Pixels down, 1 or more.</param>
    /// <param name="background">Its colour.</param>
    public Canvas(int width, int height, RgbColor background)
        : this(new byte[Size(width, height)], width, height)
    {
        for (var i = 0; i < _pixels.Length; i += 3)
        {
            (_pixels[i], _pixels[i + 1], _pixels[i + 2]) = background;
        }
    }

    private Canvas(byte[] pixels, int width, int height)
    {
        (_pixels, Width, Height) = (pixels, width, height);
    }

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary>Pixels down.</summary>
    public int Height { get; }

    /// <summary>R, G, B bytes, row after row without gaps.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>A canvas with the pixels of a photo, at the resolution it was decoded at.</summary>
    public static Canvas Copy(DecodedImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Copy(image.Pixels, image.Width, image.Height);
    }

    /// <summary>A canvas with these pixels.</summary>
    /// <param name="rgb">R, G, B bytes, row after row without gaps.</param>
    /// <param name="width">Pixels across, 1 or more.</param>
    /// <param name="height">Pixels down, 1 or more.</param>
    /// <exception cref="ArgumentException">The pixels do not fill that size.</exception>
    public static Canvas Copy(ReadOnlySpan<byte> rgb, int width, int height) =>
        rgb.Length == Size(width, height)
            ? new Canvas(rgb.ToArray(), width, height)
            : throw new ArgumentException($"{rgb.Length} bytes were given; {width} x {height} RGB pixels have {Size(width, height)}.", nameof(rgb));

    /// <summary>A smaller canvas with the pixels of a photo: each is the mean of a square of them. What is left over at the right and below is dropped.</summary>
    /// <param name="image">The photo, at the resolution it was decoded at.</param>
    /// <param name="factor">Side of the square, at least 1 and at most the shorter side of the photo.</param>
    public static Canvas Reduce(DecodedImage image, int factor)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(factor, Math.Min(image.Width, image.Height));
        if (factor == 1)
        {
            return Copy(image);
        }

        int width = image.Width / factor;
        int height = image.Height / factor;
        ReadOnlySpan<byte> source = image.Pixels;
        var pixels = new byte[Size(width, height)];
        int[] sums = new int[3 * width];
        for (int y = 0; y < height; y++)
        {
            Array.Clear(sums);
            for (int row = y * factor; row < (y + 1) * factor; row++)
            {
                ReadOnlySpan<byte> line = source.Slice(3 * row * image.Width, 3 * width * factor);
                for (int i = 0; i < line.Length; i++)
                {
                    sums[(i / (3 * factor) * 3) + (i % 3)] += line[i];
                }
            }

            for (int i = 0; i < sums.Length; i++)
            {
                pixels[(3 * y * width) + i] = (byte)((sums[i] + (factor * factor / 2)) / (factor * factor));
            }
        }

        return new Canvas(pixels, width, height);
    }

    /// <summary>A larger canvas with the same picture, interpolated, so that small things can be drawn on it.</summary>
    /// <param name="factor">How many pixels become of one along each axis, 1 or more.</param>
    public Canvas Enlarge(int factor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        var large = new Canvas(new byte[Size(checked(Width * factor), checked(Height * factor))], Width * factor, Height * factor);
        for (int y = 0; y < large.Height; y++)
        {
            (int top, int bottom, double down) = Between(y, factor, Height);
            for (int x = 0; x < large.Width; x++)
            {
                (int left, int right, double across) = Between(x, factor, Width);
                for (int c = 0; c < 3; c++)
                {
                    double above = double.Lerp(At(left, top, c), At(right, top, c), across);
                    double below = double.Lerp(At(left, bottom, c), At(right, bottom, c), across);
                    large._pixels[(3 * ((y * large.Width) + x)) + c] = (byte)Math.Round(double.Lerp(above, below, down));
                }
            }
        }

        return large;
    }

    /// <summary>Draws a filled dot with a thin outline that keeps it visible on any background.</summary>
    /// <param name="x">Centre.</param>
    /// <param name="y">Centre.</param>
    /// <param name="radius">Radius of the filled part; the outline lies around it.</param>
    /// <param name="color">Colour of the filled part.</param>
    /// <param name="outline">Colour of the outline; black or white, whichever contrasts, if not given.</param>
    public void DrawDot(double x, double y, double radius, RgbColor color, RgbColor? outline = null)
    {
        Stroke((x, y), (x, y), radius + Math.Max(0.75, radius / 4), outline ?? color.Contrast);
        Stroke((x, y), (x, y), radius, color);
    }

    /// <summary>Draws straight lines from point to point, with round ends.</summary>
    /// <param name="points">The points; fewer than two draw nothing.</param>
    /// <param name="thickness">Thickness in pixels.</param>
    /// <param name="color">Colour.</param>
    /// <param name="closed">Whether a line leads from the last point to the first.</param>
    public void DrawPolyline(ReadOnlySpan<(double X, double Y)> points, double thickness, RgbColor color, bool closed = false)
    {
        for (var i = 1; i < points.Length; i++)
        {
            Stroke(points[i - 1], points[i], thickness / 2, color);
        }

        if (closed && points.Length > 2)
        {
            Stroke(points[^1], points[0], thickness / 2, color);
        }
    }

    /// <summary>Draws the outline of a box.</summary>
    /// <param name="x">Left edge, the middle of the line.</param>
    /// <param name="y">Upper edge, the middle of the line.</param>
    /// <param name="width">Width of the box.</param>
    /// <param name="height">Height of the box.</param>
    /// <param name="thickness">Thickness of the line in pixels.</param>
    /// <param name="color">Colour.</param>
    public void DrawBox(double x, double y, double width, double height, double thickness, RgbColor color) =>
        DrawPolyline([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], thickness, color, closed: true);

    /// <summary>Draws a number of strokes, with a thin outline that keeps it visible on any background.</summary>
    /// <param name="number">The number, 0 or more.</param>
    /// <param name="x">Its centre.</param>
    /// <param name="y">Its centre.</param>
    /// <param name="height">Height of a digit.</param>
    /// <param name="thickness">Thickness of the strokes in pixels.</param>
    /// <param name="color">Colour of the strokes; the outline is black or white, whichever contrasts.</param>
    public void DrawNumber(int number, double x, double y, double height, double thickness, RgbColor color)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        string text = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        double left = x - (height * (Digits.Width + (Digits.Advance * (text.Length - 1))) / 2);
        foreach ((double width, RgbColor stroke) in new[] { (thickness * 2.4, color.Contrast), (thickness, color) })
        {
            for (int i = 0; i < text.Length; i++)
            {
                ReadOnlySpan<(double X, double Y)> digit = Digits.Of(text[i] - '0');
                var points = new (double X, double Y)[digit.Length];
                for (int j = 0; j < digit.Length; j++)
                {
                    points[j] = (left + (height * ((i * Digits.Advance) + digit[j].X)), y + (height * (digit[j].Y - 0.5)));
                }

                DrawPolyline(points, width, stroke);
            }
        }
    }

    /// <summary>Encodes what was drawn to PNG.</summary>
    public byte[] EncodePng() => ImageEncoder.EncodePng(_pixels, Width, Height);

    /// <summary>Encodes what was drawn to JPEG with full chroma resolution.</summary>
    /// <param name="quality">1 to 100.</param>
    public byte[] EncodeJpeg(int quality = 92) => ImageEncoder.EncodeJpeg(_pixels, Width, Height, quality);

    private static int Size(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        return checked(3 * width * height);
    }

    /// <summary>Fills everything within a radius of a segment: a line with round ends, or a dot if it has no length.</summary>
    private void Stroke((double X, double Y) from, (double X, double Y) to, double radius, RgbColor color)
    {
        var (dx, dy) = (to.X - from.X, to.Y - from.Y);
        var squaredLength = (dx * dx) + (dy * dy);
        if (!double.IsFinite(squaredLength) || !double.IsFinite(from.X + from.Y))
        {
            return;
        }

        var reach = radius + 1;
        var (left, right) = Range(Math.Min(from.X, to.X) - reach, Math.Max(from.X, to.X) + reach, Width);
        var (top, bottom) = Range(Math.Min(from.Y, to.Y) - reach, Math.Max(from.Y, to.Y) + reach, Height);
        for (var y = top; y <= bottom; y++)
        {
            for (var x = left; x <= right; x++)
            {
                var along = squaredLength == 0 ? 0 : (((x - from.X) * dx) + ((y - from.Y) * dy)) / squaredLength;
                along = Math.Clamp(along, 0, 1);
                var distance = double.Hypot(x - from.X - (along * dx), y - from.Y - (along * dy));
                Blend((y * Width) + x, Math.Clamp(radius + 0.5 - distance, 0, 1), color);
            }
        }
    }

    // The two pixels between whose centres the centre of an enlarged one lies, and how far it is from the first.
    private static (int First, int Second, double Share) Between(int enlarged, int factor, int size)
    {
        double place = Math.Clamp(((enlarged + 0.5) / factor) - 0.5, 0, size - 1);
        int first = (int)place;
        return (first, Math.Min(first + 1, size - 1), place - first);
    }

    private byte At(int x, int y, int channel) => _pixels[(3 * ((y * Width) + x)) + channel];

    private static (int First, int Last) Range(double first, double last, int size) =>
        ((int)Math.Clamp(Math.Floor(first), 0, size), (int)Math.Clamp(Math.Ceiling(last), -1, size - 1));

    private void Blend(int pixel, double coverage, RgbColor color)
    {
        var target = _pixels.AsSpan(3 * pixel, 3);
        target[0] = Mix(target[0], color.R);
        target[1] = Mix(target[1], color.G);
        target[2] = Mix(target[2], color.B);

        byte Mix(byte below, byte above) => (byte)Math.Round(below + ((above - below) * coverage));
    }
}

/// <summary>A colour of sRGB.</summary>
/// <param name="R">Red, 0 to 255.</param>
/// <param name="G">Green, 0 to 255.</param>
/// <param name="B">Blue, 0 to 255.</param>
public readonly record struct RgbColor(byte R, byte G, byte B)
{
    /// <summary>Black.</summary>
    public static RgbColor Black => new(0, 0, 0);

    /// <summary>White.</summary>
    public static RgbColor White => new(255, 255, 255);

    /// <summary>Black or white, whichever is easier to tell from this colour.</summary>
    public RgbColor Contrast => (299 * R) + (587 * G) + (114 * B) >= 128_000 ? Black : White;
}
