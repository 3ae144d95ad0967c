namespace MuSiCa.Imaging;

/// <summary>
/// What decoding one image will take, known before any pixel is decoded: <see cref="ImageDecoder.Plan(ReadOnlyMemory{byte}, double, ImageRegion?)"/>
/// makes it, and the decoder carries it out.
/// </summary>
public sealed class DecodePlan
{
    private DecodePlan(ImageInfo info, long pixelBytes, DecodeCost cost, int sourceLength)
    {
        Info = info;
        PixelBytes = pixelBytes;
        ScratchBytes = cost.ScratchBytes;
        Work = cost.Milliseconds;
        SourceLength = sourceLength;
    }

    /// <summary>What the header says of the image.</summary>
    public ImageInfo Info { get; }

    /// <summary>Bytes of the result's pixels, exactly; 0 where the samples of a raw image are the result.</summary>
    public long PixelBytes { get; }

    /// <summary>The most bytes that decoding needs beside them until it is done, native and managed.</summary>
    public long ScratchBytes { get; }

    /// <summary>The most bytes at once.</summary>
    public long PeakBytes => PixelBytes + ScratchBytes;

    /// <summary>Processor time that decoding is expected to take on a reference machine, milliseconds.</summary>
    public double Work { get; }

    /// <summary>Bytes of what was planned.</summary>
    internal int SourceLength { get; }

    /// <summary>The header of an encoded image.</summary>
    internal ImageHeader Header { get; private init; }

    /// <summary>How an encoded image will be loaded.</summary>
    internal LoadPlan Load { get; private init; }

    /// <summary>The part of a raw image that will be converted; null of an encoded one.</summary>
    internal RawPart? Part { get; private init; }

    /// <param name="header">The header of the image.</param>
    /// <param name="load">How it will be loaded.</param>
    /// <param name="encoded">The image.</param>
    internal static DecodePlan Of(ImageHeader header, LoadPlan load, ReadOnlySpan<byte> encoded)
    {
        var lacksEnd = header.Ending == ImageEnding.OnlyEndMissing
            || (header.Ending == ImageEnding.NotSought && JpegScans.SeemsToLackEnd(encoded));
        return new DecodePlan(
            header.Info, 3L * load.Width * load.Rows.Count, DecodeCost.Of(header, load, encoded.Length, lacksEnd), encoded.Length)
        {
            Header = header,
            Load = load,
        };
    }

    /// <param name="info">What was checked of the image.</param>
    /// <param name="part">What will be converted.</param>
    /// <param name="length">Bytes of the image.</param>
    internal static DecodePlan Of(ImageInfo info, RawPart part, int length) =>
        new(info, part.PixelBytes, DecodeCost.Of(part), length) { Part = part };
}
