using MuSiCa.Inference;

namespace MuSiCa.Bench;

/// <summary>Where a photo lies in a frame: turned and scaled about its anchor, which comes to lie at a point of the frame.</summary>
/// <param name="AnchorX">X of the anchor in pixels of the photo.</param>
/// <param name="AnchorY">Y of the anchor in pixels of the photo.</param>
/// <param name="X">X of the anchor in pixels of the frame.</param>
/// <param name="Y">Y of the anchor in pixels of the frame.</param>
/// <param name="Scale">Pixels of the frame for one of the photo.</param>
/// <param name="Angle">Turn from the photo to the frame in radians, clockwise as seen.</param>
internal readonly record struct Pose(double AnchorX, double AnchorY, double X, double Y, double Scale, double Angle)
{
    /// <summary>From the photo to the frame.</summary>
    public (double X, double Y) ToFrame(double x, double y)
    {
        (double sine, double cosine) = Math.SinCos(Angle);
        (double across, double down) = (Scale * (x - AnchorX), Scale * (y - AnchorY));
        return (X + (cosine * across) - (sine * down), Y + (sine * across) + (cosine * down));
    }

    /// <summary>From the frame back to the photo.</summary>
    public (double X, double Y) ToPhoto(double x, double y)
    {
        (double sine, double cosine) = Math.SinCos(Angle);
        (double across, double down) = ((x - X) / Scale, (y - Y) / Scale);
        return (AnchorX + (cosine * across) + (sine * down), AnchorY - (sine * across) + (cosine * down));
    }

    /// <summary>Points x0, y0, x1, y1, … of the frame in the photo.</summary>
    public float[] ToPhoto(IReadOnlyList<float> points)
    {
        float[] mapped = new float[points.Count];
        for (int i = 0; i < mapped.Length; i += 2)
        {
            (double x, double y) = ToPhoto(points[i], points[i + 1]);
            (mapped[i], mapped[i + 1]) = ((float)x, (float)y);
        }

        return mapped;
    }

    /// <summary>An upright box of the same centre and size, as a detector would give it.</summary>
    public BoundingBox ToFrame(BoundingBox box)
    {
        (double x, double y) = ToFrame(box.X + (box.Width / 2.0), box.Y + (box.Height / 2.0));
        (double width, double height) = (Scale * box.Width, Scale * box.Height);
        return new BoundingBox((float)(x - (width / 2)), (float)(y - (height / 2)), (float)width, (float)height);
    }
}
