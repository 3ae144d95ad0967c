namespace MuSiCa.Bench;

/// <summary>Draws frames: a photo bilinearly at its pose, what hides it, noise.</summary>
internal sealed class FrameRenderer
{
    /// <summary>Pixels across.</summary>
    public const int Width = 640;

    /// <summary>Pixels down.</summary>
    public const int Height = 480;

    /// <summary>Standard deviation of the noise of each sample, of 255.</summary>
    public const double Noise = 4;

    // A block that hides a face also hides what the model sees around it.
    private const double BlockSides = 1.5;

    // Values that are drawn once; frames take them from a random place on.
    private const int NoiseValues = 1 << 20;
    private const int FractionBits = 8;
    private const int One = 1 << FractionBits;

    private readonly Random _random;
    private readonly sbyte[] _noise = new sbyte[NoiseValues];
    private readonly byte[] _pixels = new byte[3 * Width * Height];
    private readonly Texture _texture;

    public FrameRenderer(int seed)
    {
        _random = new Random(seed);
        _texture = new Texture(seed);
        for (int i = 0; i < NoiseValues; i++)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble()));
            _noise[i] = (sbyte)Math.Round(Noise * radius * Math.Cos(2 * Math.PI * _random.NextDouble()));
        }
    }

    /// <summary>Draws a frame over the one before it.</summary>
    public byte[] Render(Sequence sequence, SequenceStep step)
    {
        if (step.Photo is { } number)
        {
            SequencePhoto photo = sequence.Photos[number];
            Warp(photo, step.Pose);
            Hide(photo, step);
        }
        else
        {
            _texture.Fill(_pixels, 0, 0, Width, Height);
        }

        AddNoise();
        return _pixels;
    }

    private void Warp(SequencePhoto photo, Pose pose)
    {
        (double stepX, double stepY) = (pose.ToPhoto(1, 0).X - pose.ToPhoto(0, 0).X, pose.ToPhoto(1, 0).Y - pose.ToPhoto(0, 0).Y);
        for (int row = 0; row < Height; row++)
        {
            (double x, double y) = pose.ToPhoto(0, row);
            Span<byte> target = _pixels.AsSpan(3 * row * Width, 3 * Width);
            for (int i = 0; i < target.Length; i += 3)
            {
                Sample(photo, x, y, target.Slice(i, 3));
                (x, y) = (x + stepX, y + stepY);
            }
        }
    }

    // The edge of the photo goes on and on.
    private static void Sample(SequencePhoto photo, double x, double y, Span<byte> target)
    {
        x = Math.Clamp(x, 0, photo.Width - 1.001);
        y = Math.Clamp(y, 0, photo.Height - 1.001);
        (int left, int top) = ((int)x, (int)y);
        (int right, int below) = ((int)((x - left) * One), (int)((y - top) * One));
        ReadOnlySpan<byte> upper = photo.Pixels.AsSpan(3 * ((top * photo.Width) + left), 6);
        ReadOnlySpan<byte> lower = photo.Pixels.AsSpan(3 * (((top + 1) * photo.Width) + left), 6);
        for (int channel = 0; channel < 3; channel++)
        {
            int above = (upper[channel] * (One - right)) + (upper[channel + 3] * right);
            int beneath = (lower[channel] * (One - right)) + (lower[channel + 3] * right);
            target[channel] = (byte)(((above * (One - below)) + (beneath * below) + (One * One / 2)) >> (2 * FractionBits));
        }
    }

    private void Hide(SequencePhoto photo, SequenceStep step)
    {
        if (step.Hidden <= 0)
        {
            return;
        }

        foreach (SequenceFace face in photo.Faces)
        {
            Inference.BoundingBox box = step.Pose.ToFrame(face.Box);
            double side = BlockSides * box.Side;
            double left = box.X + (box.Width / 2) - (side / 2);
            double top = box.Y + (box.Height / 2) - (side / 2);
            _texture.Fill(
                _pixels, (int)Math.Max(0, left), (int)Math.Max(0, top), (int)(left + (step.Hidden * side)), (int)(top + side));
        }
    }

    private void AddNoise()
    {
        int at = _random.Next(NoiseValues);
        for (int i = 0; i < _pixels.Length; i++)
        {
            _pixels[i] = (byte)Math.Clamp(_pixels[i] + _noise[at], 0, 255);
            at = (at + 1) & (NoiseValues - 1);
        }
    }
}
