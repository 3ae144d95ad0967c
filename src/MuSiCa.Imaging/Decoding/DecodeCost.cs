namespace MuSiCa.Imaging;

/// <summary>
/// The memory and the processor time that decoding takes. The memory is above what was measured with images of 3 megapixels of every
/// kind and with JPEGs of 12; the time is rough, and right in how kinds and sizes compare.
/// </summary>
/// <param name="ScratchBytes">The most bytes beside the pixels.</param>
/// <param name="Milliseconds">Expected processor time.</param>
internal readonly record struct DecodeCost(long ScratchBytes, double Milliseconds)
{
    // Whatever the size: tables of the codecs, objects of libvips, and its windows of the file.
    private const long FixedBytes = 6 * 1024 * 1024;
    private const double FixedMilliseconds = 0.1;

    // Rows that have been read and are not free yet: up to all of a small image, and of a large one no more than this was seen.
    private const long MostRowBytes = 32 * 1024 * 1024;

    // Tables between ink and colour.
    private const long ProfileBytes = 12L * 1024 * 1024;
    private const double ProfileMilliseconds = 25;
    private const double ProfileNanoseconds = 60;

    private const double NanosecondsPerByte = 5;

    /// <param name="header">The image.</param>
    /// <param name="load">How it will be loaded.</param>
    /// <param name="length">Encoded bytes.</param>
    /// <param name="lacksEnd">Whether it is copied, completed and decoded once more, at full resolution.</param>
    public static DecodeCost Of(ImageHeader header, LoadPlan load, int length, bool lacksEnd)
    {
        var cost = Of(header, load, length);
        if (!lacksEnd)
        {
            return header.IsCopied ? cost with { ScratchBytes = cost.ScratchBytes + length + CompletedFile.LongestEnd } : cost;
        }

        var check = Of(header, LoadPlan.Create(header, 1, null), length);
        return new DecodeCost(
            Math.Max(cost.ScratchBytes, check.ScratchBytes) + length + CompletedFile.LongestEnd,
            cost.Milliseconds + check.Milliseconds);
    }

    public static DecodeCost Of(RawPart part) => new(
        0,
        part.Rows.Count * (double)part.Columns.Count * 1e-6 * (part.IsWrapped ? 0 : part.Format switch
        {
            PixelFormat.Nv12 => 0.6,
            PixelFormat.Gray8 => 2,
            PixelFormat.Bgr24 => 1.2,
            _ => 0.2,
        }));

    private static DecodeCost Of(ImageHeader header, LoadPlan load, int length)
    {
        var coding = header.Coding;
        var strip = StripLayout.Of(load.Width, load.Height, coding.Colour, coding.IsWide);
        var stored = (long)header.StoredWidth * header.StoredHeight;
        var decoded = (long)load.Width * load.Height;
        var scratch = FixedBytes + strip.ScratchBytes + Math.Min((long)strip.RowBytes * strip.Height, MostRowBytes) + KeptBytes(header, strip, stored, decoded);

        // What decodes in one piece does so whatever the rows; the others stop behind the last one that is wanted.
        var share = IsWhole(coding.Kind) ? 1 : load.Rows.End / (double)load.Height;
        var milliseconds = FixedMilliseconds
            + (share * 1e-6 * ((stored * StoredNanoseconds(coding.Kind)) + (decoded * DecodedNanoseconds(coding.Kind)) + (length * NanosecondsPerByte)));
        return coding.HasProfile
            ? new DecodeCost(
                scratch + ProfileBytes,
                milliseconds + ProfileMilliseconds + (1e-6 * ProfileNanoseconds * load.Width * load.Rows.Count))
            : new DecodeCost(scratch, milliseconds);
    }

    // Of the whole image, beside the strips.
    private static long KeptBytes(ImageHeader header, StripLayout strip, long stored, long decoded) => header.Coding.Kind switch
    {
        CodingKind.ScansJpeg or CodingKind.Tiff => header.Coding.LoaderBytes,
        CodingKind.Gif => 8 * stored,
        CodingKind.InterlacedPng => (long)strip.RowBytes * strip.Height,
        CodingKind.LossyWebP => (8 * decoded) + (header.Coding.Colour == SampleColour.RgbAlpha ? 4 * stored : 0),
        CodingKind.LosslessWebP => (4 * stored) + (10 * decoded),
        _ => 0,
    };

    private static bool IsWhole(CodingKind kind) => kind is not (CodingKind.Jpeg or CodingKind.Png or CodingKind.Bmp);

    // For each pixel of the file: bits to samples.
    private static double StoredNanoseconds(CodingKind kind) => kind switch
    {
        CodingKind.Jpeg => 3,
        CodingKind.ScansJpeg => 15,
        CodingKind.Png => 4,
        CodingKind.InterlacedPng => 10,
        CodingKind.LossyWebP => 20,
        CodingKind.Bmp => 1,
        CodingKind.Gif => 12,
        CodingKind.Tiff => 6,
        _ => 25,
    };

    // For each pixel that comes out: transforms and colours.
    private static double DecodedNanoseconds(CodingKind kind) =>
        kind is CodingKind.Jpeg or CodingKind.ScansJpeg or CodingKind.LossyWebP or CodingKind.LosslessWebP ? 4 : 1;
}
