namespace MuSiCa.Inference;

/// <summary>Relates frame pixels to full-resolution image pixels: X = CenterX + (u - (F-1)/2) * PixelsPerFramePixel.</summary>
/// <param name="CenterX">X of the centre of the face's box.</param>
/// <param name="CenterY">Y of the centre of the face's box.</param>
/// <param name="PixelsPerFramePixel">Side of the box over the side it has in the frame.</param>
/// <param name="FrameCenter">The frame coordinate (F-1)/2 that falls on the box's centre.</param>
public readonly record struct FrameTransform(double CenterX, double CenterY, double PixelsPerFramePixel, double FrameCenter)
{
    internal static FrameTransform Create(BoundingBox box, FrameLayout frame) => new(
        box.X + (box.Width / 2.0),
        box.Y + (box.Height / 2.0),
        box.Side / (double)frame.BoxSide,
        frame.Center);

    /// <summary>Maps points x0, y0, x1, y1, … from frame pixels to image pixels.</summary>
    public void ToImage(ReadOnlySpan<float> framePoints, Span<float> imagePoints)
    {
        for (int i = 0; i + 1 < framePoints.Length; i += 2)
        {
            imagePoints[i] = (float)(CenterX + ((framePoints[i] - FrameCenter) * PixelsPerFramePixel));
            imagePoints[i + 1] = (float)(CenterY + ((framePoints[i + 1] - FrameCenter) * PixelsPerFramePixel));
        }
    }
}

/// <summary>
/// Where the pixels of a shrunk image lie in the full-resolution image: X = x * <paramref name="ScaleX"/> + <paramref name="OffsetX"/>.
/// </summary>
/// <param name="ScaleX">Full-resolution pixels per pixel, horizontally; above 0.</param>
/// <param name="ScaleY">Full-resolution pixels per pixel, vertically; above 0.</param>
/// <param name="OffsetX">Full-resolution X of pixel 0.</param>
/// <param name="OffsetY">Full-resolution Y of pixel 0.</param>
public readonly record struct PixelMapping(double ScaleX, double ScaleY, double OffsetX, double OffsetY)
{
    /// <summary>The mapping of an image that was not shrunk.</summary>
    public static PixelMapping Identity { get; } = new(1, 1, 0, 0);

    internal bool IsUsable => ScaleX > 0 && ScaleY > 0 && double.IsFinite(ScaleX + ScaleY + OffsetX + OffsetY);
}
