namespace MuSiCa.Imaging;

/// <summary>The encodings that are read, told by the first bytes and never by a name or a content type; and none at all.</summary>
public enum ImageFormat
{
    /// <summary>JPEG: baseline, extended sequential or progressive with Huffman coding and 8 bits per sample.</summary>
    Jpeg,

    /// <summary>PNG of every colour type and depth; of an animated PNG the still picture.</summary>
    Png,

    /// <summary>WebP, lossy or lossless; of an animation the first frame.</summary>
    WebP,

    /// <summary>Not encoded: a <see cref="RawImage"/>.</summary>
    Raw,
}
