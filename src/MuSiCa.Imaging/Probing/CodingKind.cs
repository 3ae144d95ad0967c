namespace MuSiCa.Imaging;

/// <summary>Ways of coding pixels that differ in what decoding takes.</summary>
internal enum CodingKind
{
    /// <summary>A JPEG of one scan, which is decoded strip by strip.</summary>
    Jpeg,

    /// <summary>A JPEG of several scans, progressive or not: its coefficients are kept until the last one is there.</summary>
    ScansJpeg,

    /// <summary>Rows in order.</summary>
    Png,

    /// <summary>Seven passes; the whole image is kept.</summary>
    InterlacedPng,

    /// <summary>VP8.</summary>
    LossyWebP,

    /// <summary>VP8L.</summary>
    LosslessWebP,
}
