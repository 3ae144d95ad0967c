namespace MuSiCa.Imaging;

/// <summary>
/// A part of an upright photo at full resolution, from one position up to another in pixels, pixel centres at integers. May
/// reach over the edges.
/// </summary>
/// <param name="Left">Where it begins along X.</param>
/// <param name="Top">Where it begins along Y.</param>
/// <param name="Right">Where it ends along X, not below <paramref name="Left"/>.</param>
/// <param name="Bottom">Where it ends along Y, not below <paramref name="Top"/>.</param>
public readonly record struct ImageRegion(double Left, double Top, double Right, double Bottom)
{
    /// <summary>The smallest region that holds this one and another.</summary>
    public ImageRegion Union(ImageRegion other) => new(
        Math.Min(Left, other.Left), Math.Min(Top, other.Top), Math.Max(Right, other.Right), Math.Max(Bottom, other.Bottom));
}
