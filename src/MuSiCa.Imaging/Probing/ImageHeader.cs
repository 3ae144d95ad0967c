namespace MuSiCa.Imaging;

/// <summary>What the bytes say about an image without any pixel being decoded.</summary>
/// <param name="Info">The public part; sizes are upright.</param>
/// <param name="StoredWidth">Pixels across as stored, before orientation.</param>
/// <param name="StoredHeight">Pixels down as stored, before orientation.</param>
/// <param name="Ending">What was seen of the end of the image.</param>
internal readonly record struct ImageHeader(ImageInfo Info, int StoredWidth, int StoredHeight, ImageEnding Ending)
{
    /// <summary>Where the end belongs that is missing; of interest with <see cref="ImageEnding.OnlyEndMissing"/>, and of a GIF.</summary>
    public int EndsAt { get; init; }

    /// <summary>Where a TIFF says that there are more pages; 0 where there are none.</summary>
    public int FurtherPagesAt { get; init; }

    /// <summary>Whether the decoder gets a copy: it would look at all frames or pages, however many they are, to read the first.</summary>
    public bool IsCopied => Info.Format == ImageFormat.Gif || FurtherPagesAt != 0;

    /// <summary>How the pixels are coded, which decides what decoding takes.</summary>
    public PixelCoding Coding { get; init; }

    public static ImageHeader Create(
        ImageFormat format, int storedWidth, int storedHeight, int orientation, int frames, ImageEnding ending)
    {
        var (width, height) = Orientations.SwapsAxes(orientation) ? (storedHeight, storedWidth) : (storedWidth, storedHeight);
        return new ImageHeader(new ImageInfo(format, width, height, orientation, frames), storedWidth, storedHeight, ending);
    }
}

/// <summary>How the pixels of an encoded image are coded.</summary>
/// <param name="Kind">The way of coding.</param>
/// <param name="Colour">What the loader delivers of it; alpha where there may be some.</param>
/// <param name="IsWide">Whether samples have 16 bits.</param>
internal readonly record struct PixelCoding(CodingKind Kind, SampleColour Colour, bool IsWide = false)
{
    /// <summary>
    /// Bytes that the loader keeps beside the rows that are read, whatever the shrink: the coefficients of a JPEG, strips or tiles of a TIFF.
    /// </summary>
    public long LoaderBytes { get; init; }

    /// <summary>Whether inks go through an ICC profile.</summary>
    public bool HasProfile { get; init; }
}

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

    /// <summary>A frame of a GIF, which is kept as a whole.</summary>
    Gif,

    /// <summary>Rows of samples that are not packed.</summary>
    Bmp,

    /// <summary>Strips or tiles.</summary>
    Tiff,
}

/// <summary>How messages call the formats.</summary>
internal static class FormatNames
{
    public static string Name(this ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => "JPEG",
        ImageFormat.Png => "PNG",
        ImageFormat.WebP => "WebP",
        ImageFormat.Gif => "GIF",
        ImageFormat.Bmp => "BMP",
        ImageFormat.Tiff => "TIFF",
        _ => "raw image",
    };
}

/// <summary>What a walk over the structure of an encoded image saw of its end.</summary>
internal enum ImageEnding
{
    /// <summary>The walk stopped before it, for it would have cost as many steps as there are bytes.</summary>
    NotSought,

    /// <summary>The end marker is there; whatever follows is ignored.</summary>
    Present,

    /// <summary>The bytes end first.</summary>
    Missing,

    /// <summary>The bytes end where the end belongs, and it is not there; whether the data is whole, decoding tells.</summary>
    OnlyEndMissing,
}
