namespace MuSiCa.Imaging;

/// <summary>How the samples of a <see cref="RawImage"/> lie in memory.</summary>
public enum PixelFormat
{
    /// <summary>Red, green, blue: three bytes a pixel.</summary>
    Rgb24,

    /// <summary>Blue, green, red: three bytes a pixel.</summary>
    Bgr24,

    /// <summary>One byte of grey a pixel.</summary>
    Gray8,

    /// <summary>
    /// A plane of luma, one byte a pixel, and behind it a plane of interleaved U and V bytes, one pair for two by two pixels,
    /// rounded up: what video decoders and cameras give.
    /// </summary>
    Nv12,
}
