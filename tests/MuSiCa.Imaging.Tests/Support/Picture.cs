namespace MuSiCa.Imaging.Tests.Support;

/// <summary>RGB pixels that a test made up.</summary>
internal sealed record Picture(int Width, int Height, byte[] Rgb)
{
    public static Picture Create(int width, int height, Func<int, int, (double R, double G, double B)> colour)
    {
        var rgb = new byte[3 * width * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (r, g, b) = colour(x, y);
                var at = 3 * ((y * width) + x);
                (rgb[at], rgb[at + 1], rgb[at + 2]) = (Byte(r), Byte(g), Byte(b));
            }
        }

        return new Picture(width, height, rgb);

        static byte Byte(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);
    }

    /// <summary>Smooth in all channels, different in all corners: what JPEG keeps to a few levels.</summary>
    public static Picture Smooth(int width, int height) => Create(width, height, (x, y) => (
        30 + (200.0 * x / width),
        30 + (200.0 * y / height),
        128 + (90 * Math.Sin((x + (2.0 * y)) / 40))));

    /// <summary>Detail everywhere, so that encoded files are not tiny.</summary>
    public static Picture Busy(int width, int height, int seed = 1)
    {
        var random = new Random(seed);
        return Create(width, height, (x, y) => (
            128 + (60 * Math.Sin(x / 3.0)) + random.Next(40),
            128 + (60 * Math.Cos(y / 4.0)) + random.Next(40),
            128 + (60 * Math.Sin((x + y) / 5.0)) + random.Next(40)));
    }

    /// <summary>The picture as it must be stored for a viewer that obeys the orientation to show this one.</summary>
    public Picture StoredFor(int orientation)
    {
        var (width, height) = orientation >= 5 ? (Height, Width) : (Width, Height);
        return Create(width, height, (x, y) =>
        {
            var (upX, upY) = orientation switch
            {
                1 => (x, y),
                2 => (width - 1 - x, y),
                3 => (width - 1 - x, height - 1 - y),
                4 => (x, height - 1 - y),
                5 => (y, x),
                6 => (height - 1 - y, x),
                7 => (height - 1 - y, width - 1 - x),
                _ => (y, width - 1 - x),
            };
            var at = 3 * ((upY * Width) + upX);
            return (Rgb[at], Rgb[at + 1], Rgb[at + 2]);
        });
    }
}
