namespace MuSiCa.Inference.Tests;

// The frame as it is defined, tap by tap and without any care for speed; level 0 before it is rounded.
internal static class FrameReference
{
    public static double[] Resample(TestImage image, PixelMapping mapping, BoundingBox box, FrameLayout frame)
    {
        double ratio = box.Side / (double)frame.BoxSide;
        double centerX = box.X + (box.Width / 2.0);
        double centerY = box.Y + (box.Height / 2.0);
        double[] level = new double[frame.LevelByteCount(0)];
        for (int v = 0; v < frame.Size; v++)
        {
            (int Tap, double Weight)[] rows = Taps(
                (centerY + ((v - ((frame.Size - 1) / 2.0)) * ratio) - mapping.OffsetY) / mapping.ScaleY,
                ratio / mapping.ScaleY);
            for (int u = 0; u < frame.Size; u++)
            {
                (int Tap, double Weight)[] columns = Taps(
                    (centerX + ((u - ((frame.Size - 1) / 2.0)) * ratio) - mapping.OffsetX) / mapping.ScaleX,
                    ratio / mapping.ScaleX);
                for (int channel = 0; channel < 3; channel++)
                {
                    double sum = 0;
                    foreach ((int row, double rowWeight) in rows)
                    {
                        foreach ((int column, double columnWeight) in columns)
                        {
                            sum += rowWeight * columnWeight
                                * image[Math.Clamp(column, 0, image.Width - 1), Math.Clamp(row, 0, image.Height - 1), channel];
                        }
                    }

                    level[(((channel * frame.Size) + v) * frame.Size) + u] = sum;
                }
            }
        }

        return level;
    }

    // The image that a face is taken from, and its mapping: of faces that are large in it, means of blocks.
    public static (TestImage Image, PixelMapping Mapping) Source(TestImage image, PixelMapping mapping, BoundingBox box, FrameLayout frame)
    {
        double step = box.Side / (double)frame.BoxSide / Math.Max(mapping.ScaleX, mapping.ScaleY);
        int factor = 1;
        while (step >= 16 && factor < 256 && step / (2 * factor) >= 4)
        {
            factor *= 2;
        }

        var reduced = new TestImage((image.Width + factor - 1) / factor, (image.Height + factor - 1) / factor, (x, y, channel) =>
        {
            int sum = factor * factor / 2;
            for (int i = 0; i < factor * factor; i++)
            {
                int column = Math.Min((x * factor) + (i % factor), image.Width - 1);
                sum += image[column, Math.Min((y * factor) + (i / factor), image.Height - 1), channel];
            }

            return sum / (factor * factor);
        });
        return (reduced, new PixelMapping(
            mapping.ScaleX * factor,
            mapping.ScaleY * factor,
            mapping.OffsetX + (mapping.ScaleX * (factor - 1) / 2),
            mapping.OffsetY + (mapping.ScaleY * (factor - 1) / 2)));
    }

    public static byte[] Halve(ReadOnlySpan<byte> level, int size)
    {
        int[] kernel = [1, 3, 3, 1];
        int half = size / 2;
        byte[] coarse = new byte[3 * half * half];
        for (int i = 0; i < coarse.Length; i++)
        {
            int x = i % half;
            int y = i / half % half;
            int plane = i / (half * half);
            int sum = 0;
            for (int ky = 0; ky < 4; ky++)
            {
                for (int kx = 0; kx < 4; kx++)
                {
                    int row = Math.Clamp((2 * y) - 1 + ky, 0, size - 1);
                    int column = Math.Clamp((2 * x) - 1 + kx, 0, size - 1);
                    sum += kernel[ky] * kernel[kx] * level[(((plane * size) + row) * size) + column];
                }
            }

            coarse[i] = (byte)((sum + 32) >> 6);
        }

        return coarse;
    }

    private static (int Tap, double Weight)[] Taps(double center, double step)
    {
        double support = Math.Max(1, step);
        (int Tap, double Weight)[] taps =
        [
            .. Enumerable.Range((int)Math.Floor(center - support) - 1, (2 * (int)Math.Ceiling(support)) + 4)
                .Where(tap => Math.Abs(tap - center) < support)
                .Select(tap => (tap, 1 - (Math.Abs(tap - center) / support))),
        ];
        double sum = taps.Sum(tap => tap.Weight);
        return [.. taps.Select(tap => (tap.Tap, tap.Weight / sum))];
    }
}
