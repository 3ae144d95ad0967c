namespace MuSiCa.Imaging;

/// <summary>What the frame header of a JPEG says of its pixels.</summary>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Components">Colour components: 1, 3 or 4.</param>
/// <param name="CoefficientBytes">What the coefficients of all components take in the decoder's memory.</param>
/// <param name="HasScans">Whether they come in several scans.</param>
internal readonly record struct JpegFrame(int Width, int Height, int Components, long CoefficientBytes, bool HasScans)
{
    private const int EntryBytes = 3;
    private const int BlockSide = 8;
    private const int BlockBytes = BlockSide * BlockSide * sizeof(short);

    public PixelCoding Coding => new(
        HasScans ? CodingKind.ScansJpeg : CodingKind.Jpeg,
        Components switch { 1 => SampleColour.Grey, 3 => SampleColour.Rgb, _ => SampleColour.Inks })
    {
        CoefficientBytes = HasScans ? CoefficientBytes : 0,
    };

    /// <param name="marker">Of the frame header.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="entries">Its entries, three bytes for each component.</param>
    public static JpegFrame Of(byte marker, int width, int height, ReadOnlySpan<byte> entries)
    {
        var (mostX, mostY) = (1, 1);
        for (var at = 0; at < entries.Length; at += EntryBytes)
        {
            var (x, y) = Sampling(entries[at + 1]);
            (mostX, mostY) = (Math.Max(mostX, x), Math.Max(mostY, y));
        }

        // Whole units of as many blocks of each component as it has samples in one.
        var units = (long)Units(width, BlockSide * mostX) * Units(height, BlockSide * mostY);
        var bytes = 0L;
        for (var at = 0; at < entries.Length; at += EntryBytes)
        {
            var (x, y) = Sampling(entries[at + 1]);
            bytes += units * x * y * BlockBytes;
        }

        return new JpegFrame(width, height, entries.Length / EntryBytes, bytes, JpegMarker.IsProgressive(marker));
    }

    /// <summary>The same, known to have several scans if the first one has not all components.</summary>
    public JpegFrame StartedBy(ReadOnlySpan<byte> scan) =>
        this with { HasScans = HasScans || (scan.Length > 0 && scan[0] < Components) };

    private static int Units(int size, int unit) => (size + unit - 1) / unit;

    // The decoder refuses others than 1 to 4.
    private static (int X, int Y) Sampling(byte factors) => (Math.Clamp(factors >> 4, 1, 4), Math.Clamp(factors & 0xF, 1, 4));
}
