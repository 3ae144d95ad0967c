namespace MuSiCa.Inference;

/// <summary>How far boxes overlap. Boxes without area overlap nothing.</summary>
public static class BoxOverlap
{
    /// <summary>The area of a box.</summary>
    public static double Area(BoundingBox box) => (double)box.Width * box.Height;

    /// <summary>The area that two boxes share.</summary>
    public static double Intersection(BoundingBox one, BoundingBox other)
    {
        double width = Math.Min((double)one.X + one.Width, (double)other.X + other.Width) - Math.Max(one.X, other.X);
        double height = Math.Min((double)one.Y + one.Height, (double)other.Y + other.Height) - Math.Max(one.Y, other.Y);
        return width > 0 && height > 0 ? width * height : 0;
    }

    /// <summary>Intersection over union, 0 to 1.</summary>
    public static double Iou(BoundingBox one, BoundingBox other)
    {
        double shared = Intersection(one, other);
        return shared > 0 ? shared / (Area(one) + Area(other) - shared) : 0;
    }

    /// <summary>The share of a box that lies in another, 0 to 1.</summary>
    public static double Covered(BoundingBox box, BoundingBox other)
    {
        double shared = Intersection(box, other);
        return shared > 0 ? shared / Area(box) : 0;
    }
}
