namespace MuSiCa.Inference;

/// <summary>Which boxes can be framed.</summary>
public static class BoxRules
{
    /// <summary>How many times longer than the image a box may be: beyond it a face has no content.</summary>
    public const float MaxSideRatio = 8;

    internal const float MaxSide = 1e6f;
    internal const float MaxCoordinate = 1e7f;

    /// <summary>
    /// Says what is wrong with a box in an image of the given full-resolution size, or <see langword="null"/> where nothing is.
    /// A box may reach out of the image, but it must overlap it.
    /// </summary>
    public static string? Check(BoundingBox box, int imageWidth, int imageHeight)
    {
        if (Check(box) is { } problem)
        {
            return problem;
        }

        if (!Overlaps(box, imageWidth, imageHeight))
        {
            return FormattableString.Invariant($"{Describe(box)} lies outside the image of {imageWidth} x {imageHeight} pixels");
        }

        float longest = MaxSideRatio * Math.Max(imageWidth, imageHeight);
        return box.Side > longest
            ? FormattableString.Invariant(
                $"{Describe(box)} is more than {MaxSideRatio} times as long as the image of {imageWidth} x {imageHeight} pixels")
            : null;
    }

    /// <summary>Whether a box shares area with an image of the given full-resolution size, wholly inside or not.</summary>
    public static bool Overlaps(BoundingBox box, int imageWidth, int imageHeight) =>
        box.X < imageWidth && box.Y < imageHeight && box.X + box.Width > 0 && box.Y + box.Height > 0;

    // What the arithmetic of a frame needs, whatever the image.
    internal static string? Check(BoundingBox box)
    {
        if (!(float.IsFinite(box.X) && float.IsFinite(box.Y) && float.IsFinite(box.Width) && float.IsFinite(box.Height)))
        {
            return $"{Describe(box)} has a value that is not a finite number";
        }

        if (box.Width <= 0 || box.Height <= 0)
        {
            return $"{Describe(box)} is empty: width and height must be above 0";
        }

        return box.Side > MaxSide || Math.Abs(box.X) > MaxCoordinate || Math.Abs(box.Y) > MaxCoordinate
            ? $"{Describe(box)} is too far from any image"
            : null;
    }

    private static string Describe(BoundingBox box) =>
        FormattableString.Invariant($"box {box.X},{box.Y},{box.Width},{box.Height}");
}

/// <summary>
/// The box around a face, in pixels of the upright, full-resolution image with pixel centres at integers.
/// Its centre is (X + Width / 2, Y + Height / 2).
/// </summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Width, above 0.</param>
/// <param name="Height">Height, above 0.</param>
public readonly record struct BoundingBox(float X, float Y, float Width, float Height)
{
    /// <summary>The longer side.</summary>
    public float Side => Math.Max(Width, Height);
}
