namespace MuSiCa.Imaging;

/// <summary>Facts about the eight EXIF orientations.</summary>
internal static class Orientations
{
    /// <summary>The pixels are stored upright.</summary>
    public const int Upright = 1;

    /// <summary>Whether rows as stored become columns of the upright image.</summary>
    public static bool SwapsAxes(int orientation) => orientation is >= 5 and <= 8;

    /// <summary>Whether upright X runs against the stored axis that it comes from.</summary>
    public static bool FlipsX(int orientation) => orientation is 2 or 3 or 6 or 7;

    /// <summary>Whether upright Y runs against the stored axis that it comes from.</summary>
    public static bool FlipsY(int orientation) => orientation is 3 or 4 or 7 or 8;
}
