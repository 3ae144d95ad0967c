namespace MuSiCa.Inference;

/// <summary>Arithmetic of boxes.</summary>
internal static class Boxes
{
    /// <summary>The tight box around landmarks, which is what the cascade wants to begin with.</summary>
    public static BoundingBox Around(ReadOnlySpan<float> landmarks)
    {
        (float left, float top) = (float.PositiveInfinity, float.PositiveInfinity);
        (float right, float bottom) = (float.NegativeInfinity, float.NegativeInfinity);
        for (int i = 0; i + 1 < landmarks.Length; i += 2)
        {
            (left, right) = (Math.Min(left, landmarks[i]), Math.Max(right, landmarks[i]));
            (top, bottom) = (Math.Min(top, landmarks[i + 1]), Math.Max(bottom, landmarks[i + 1]));
        }

        return new BoundingBox(left, top, right - left, bottom - top);
    }

    /// <summary>Intersection over union, 0 to 1.</summary>
    public static float Overlap(BoundingBox one, BoundingBox other)
    {
        float width = Math.Min(one.X + one.Width, other.X + other.Width) - Math.Max(one.X, other.X);
        float height = Math.Min(one.Y + one.Height, other.Y + other.Height) - Math.Max(one.Y, other.Y);
        if (width <= 0 || height <= 0)
        {
            return 0;
        }

        float shared = width * height;
        return shared / ((one.Width * one.Height) + (other.Width * other.Height) - shared);
    }
}
