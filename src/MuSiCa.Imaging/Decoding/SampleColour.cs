namespace MuSiCa.Imaging;

/// <summary>What the bands of a loaded image mean. The value is the number of bands, but for <see cref="Inks"/>, which are four.</summary>
internal enum SampleColour
{
    Grey = 1,
    GreyAlpha = 2,
    Rgb = 3,
    RgbAlpha = 4,

    /// <summary>Cyan, magenta, yellow and black, 255 for full ink.</summary>
    Inks = 5,
}
