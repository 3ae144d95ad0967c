namespace MuSiCa.Inference.Tests;

// Generated pictures.
internal sealed class TestImage(int width, int height, Func<int, int, int, double> value)
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    public byte[] Bytes { get; } = Draw(width, height, value);

    public RgbPixels Pixels => new(Bytes, Width, Height);

    public byte this[int x, int y, int channel] => Bytes[(((y * Width) + x) * 3) + channel];

    public static TestImage Noise(int width, int height, int seed)
    {
        var random = new Random(seed);
        return new TestImage(width, height, (_, _, _) => random.Next(256));
    }

    public static TestImage Flat(int width, int height, byte value) => new(width, height, (_, _, _) => value);

    private static byte[] Draw(int width, int height, Func<int, int, int, double> value)
    {
        byte[] bytes = new byte[width * height * 3];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)Math.Clamp(Math.Floor(value(i / 3 % width, i / 3 / width, i % 3) + 0.5), 0, 255);
        }

        return bytes;
    }
}
