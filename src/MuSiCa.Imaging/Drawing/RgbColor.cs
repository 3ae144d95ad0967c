namespace MuSiCa.Imaging;

/// <summary>A colour of sRGB.</summary>
/// <param name="R">Red, 0 to 255.</param>
/// <param name="G">Green, 0 to 255.</param>
/// <param name="B">Blue, 0 to 255.</param>
public readonly record struct RgbColor(byte R, byte G, byte B)
{
    /// <summary>Black.</summary>
    public static RgbColor Black => new(0, 0, 0);

    /// <summary>White.</summary>
    public static RgbColor White => new(255, 255, 255);

    /// <summary>Black or white, whichever is easier to tell from this colour.</summary>
    public RgbColor Contrast => (299 * R) + (587 * G) + (114 * B) >= 128_000 ? Black : White;
}
