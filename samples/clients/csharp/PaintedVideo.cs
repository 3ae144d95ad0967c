using Google.Protobuf;
using MuSiCa.Protos.V1;

namespace MuSiCa.Samples.Client;

/// <summary>Stands for a camera: a face of ellipses that wanders.</summary>
internal static class PaintedVideo
{
    private const int Side = 320;
    private const int Face = 80;
    private const int Background = 96;
    private const long FrameMicroseconds = 40_000;

    // Centre and half axes in halves of the face's height, and grey.
    private static readonly (double X, double Y, double HalfWidth, double HalfHeight, byte Grey)[] Features =
    [
        (0, 0.05, 0.78, 1, 190),
        (-0.36, -0.2, 0.15, 0.07, 60),
        (0.36, -0.2, 0.15, 0.07, 60),
        (-0.36, -0.38, 0.2, 0.045, 90),
        (0.36, -0.38, 0.2, 0.045, 90),
        (0, 0.2, 0.12, 0.06, 130),
        (0, 0.52, 0.3, 0.08, 95),
    ];

    /// <summary>One frame of it. Only the first says where the face is.</summary>
    public static Frame Frame(int number)
    {
        double angle = number / 8.0;
        int x = 160 + (int)Math.Round(50 * Math.Sin(angle));
        int y = 160 + (int)Math.Round(40 * Math.Sin(2 * angle));
        var pixels = new Pixels
        {
            Format = Pixels.Types.Format.Grey,
            Width = Side,
            Height = Side,
            Data = UnsafeByteOperations.UnsafeWrap(Paint(x, y)),
        };
        var frame = new Frame { Id = number, TimestampUs = FrameMicroseconds * number, Image = new Image { Pixels = pixels } };
        if (number == 0)
        {
            frame.Boxes.Add(new Box { X = x - (0.7f * Face), Y = y - (0.5f * Face), Width = 1.4f * Face, Height = 1.5f * Face });
        }

        return frame;
    }

    private static byte[] Paint(int faceX, int faceY)
    {
        byte[] pixels = new byte[Side * Side];
        pixels.AsSpan().Fill(Background);
        foreach ((double dx, double dy, double halfWidth, double halfHeight, byte grey) in Features)
        {
            double x = faceX + (dx * Face);
            double y = faceY + (dy * Face);
            for (int row = (int)(y - (halfHeight * Face)); row <= (int)(y + (halfHeight * Face)); row++)
            {
                double share = 1 - Math.Pow((row - y) / (halfHeight * Face), 2);
                double reach = halfWidth * Face * Math.Sqrt(Math.Max(0, share));
                pixels.AsSpan((row * Side)..)[(int)(x - reach)..(int)(x + reach)].Fill(grey);
            }
        }

        return pixels;
    }
}
