namespace MuSiCa.Imaging;

/// <summary>What the header of an encoded image says.</summary>
/// <param name="Format">The encoding.</param>
/// <param name="Width">Pixels across, at full resolution and upright, that is after <paramref name="Orientation"/>.</param>
/// <param name="Height">Pixels down, at full resolution and upright.</param>
/// <param name="Orientation">
/// The EXIF orientation, 1 to 8, that turns the stored pixels upright; 1 where the file says nothing valid.
/// </param>
/// <param name="Frames">Frames of an animated WebP; 1 for everything else, animated PNG and GIF included.</param>
public sealed record ImageInfo(ImageFormat Format, int Width, int Height, int Orientation, int Frames);

/// <summary>The encodings that are read, told by the first bytes and never by a name or a content type; and none at all.</summary>
public enum ImageFormat
{
    /// <summary>JPEG: baseline, extended sequential or progressive with Huffman coding and 8 bits per sample.</summary>
    Jpeg,

    /// <summary>PNG of every colour type and depth; of an animated PNG the still picture.</summary>
    Png,

    /// <summary>WebP, lossy or lossless; of an animation the first frame.</summary>
    WebP,

    /// <summary>GIF, 87a and 89a; of an animation the first frame.</summary>
    Gif,

    /// <summary>BMP of every depth that is not compressed; alpha is ignored.</summary>
    Bmp,

    /// <summary>TIFF of grey, RGB or a palette with 8 or 16 bits (grey also with 1), in strips or tiles, packed by LZW, Deflate, PackBits or not; of several pages the first.</summary>
    Tiff,

    /// <summary>Not encoded: a <see cref="RawImage"/>.</summary>
    Raw,
}
