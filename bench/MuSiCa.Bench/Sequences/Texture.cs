namespace MuSiCa.Bench;

/// <summary>Clouds of colour that show nobody: bilinear noise of several sizes.</summary>
internal sealed class Texture
{
    private const int Points = 64;

    private static readonly (int Size, int Weight)[] Octaves = [(64, 8), (32, 4), (16, 2), (8, 2)];

    private readonly byte[] _values = new byte[3 * Points * Points];

    public Texture(int seed) => new Random(seed).NextBytes(_values);

    /// <summary>Fills a rectangle of a frame, which may reach out of it.</summary>
    public void Fill(Span<byte> pixels, int left, int top, int right, int bottom)
    {
        for (int y = top; y < Math.Min(bottom, FrameRenderer.Height); y++)
        {
            for (int x = left; x < Math.Min(right, FrameRenderer.Width); x++)
            {
                Span<byte> pixel = pixels.Slice(3 * ((y * FrameRenderer.Width) + x), 3);
                for (int channel = 0; channel < pixel.Length; channel++)
                {
                    pixel[channel] = At(x, y, channel);
                }
            }
        }
    }

    private byte At(int x, int y, int channel)
    {
        int sum = 0;
        int weights = 0;
        foreach ((int size, int weight) in Octaves)
        {
            (int column, int row) = (x / size, y / size);
            (int right, int below) = (x % size, y % size);
            int above = (Value(column, row, channel) * (size - right)) + (Value(column + 1, row, channel) * right);
            int beneath = (Value(column, row + 1, channel) * (size - right)) + (Value(column + 1, row + 1, channel) * right);
            sum += weight * ((above * (size - below)) + (beneath * below)) / (size * size);
            weights += weight;
        }

        return (byte)(sum / weights);
    }

    private int Value(int column, int row, int channel) => _values[(3 * (((row % Points) * Points) + (column % Points))) + channel];
}
