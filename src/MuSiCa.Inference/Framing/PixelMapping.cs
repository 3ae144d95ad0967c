namespace MuSiCa.Inference;

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
