using MuSiCa.Imaging.Interop;

namespace MuSiCa.Imaging;

/// <summary>
/// Reads the headers of encoded photos and decodes them to upright sRGB. Thread-safe; decoding happens on the calling
/// thread. Only JPEG, PNG and WebP are read, each by its own decoder: nothing else in libvips can be reached by the bytes.
/// </summary>
/// <remarks>
/// <para>
/// Colour: grey becomes three equal samples; 16-bit samples are rounded to 8; CMYK and YCCK JPEGs, whose samples are
/// taken as inverted as all known writers do it, go through their ICC profile or, without one, by the plain rule
/// (1 - ink)(1 - black); RGB samples are taken as sRGB whatever profile is attached; transparent pixels are laid over white.
/// </para>
/// <para>
/// Tolerated: bytes after the end of the image, damaged or unknown metadata, and in JPEG headers stray bytes between
/// segments, other versions of JFIF, unknown Adobe transforms and scan parameters that do not belong into a sequential
/// file. Not tolerated: a missing end, wrong checksums, and damaged pixel data as far as the decoder notices: JPEG and
/// WebP have no checksums, so some damage just shows.
/// </para>
/// </remarks>
public sealed class ImageDecoder
{
    private readonly ImagingLimits _limits;

    /// <param name="limits">What an image may cost.</param>
    /// <exception cref="ArgumentException">The limits make no sense.</exception>
    public ImageDecoder(ImagingLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var errors = limits.Validate();
        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', errors), nameof(limits));
        }

        _limits = limits;
    }

    /// <summary>
    /// Reads the header, and of PNG and WebP the lengths of all chunks; nothing is decoded and libvips is not called.
    /// Costs a microsecond or so for a photo.
    /// </summary>
    /// <param name="encoded">The whole image. One whose end is missing is probed as long as its size is there.</param>
    /// <exception cref="ImageException">The image is empty, unsupported, over a limit, or its header is damaged or cut off.</exception>
    public ImageInfo Probe(ReadOnlyMemory<byte> encoded) => HeaderReader.Read(encoded.Span, _limits).Info;

    /// <summary>Decodes the image, or the first frame of it, to interleaved RGB, upright.</summary>
    /// <param name="encoded">The whole image; must not change until the call returns.</param>
    /// <param name="maxShrink">
    /// How many full-resolution pixels may become one along each axis, 1 or more. The largest shrink that the format
    /// offers and that does not exceed it is used: 1, 2, 4 or 8 for JPEG, any factor for WebP, 1 for PNG and animations.
    /// </param>
    /// <param name="region">
    /// The part that will be looked at; all of the image without one. The result holds at least that, as whole stored rows.
    /// Decoding stops behind it where the format allows, and damage further on is then not noticed.
    /// </param>
    /// <param name="cancellationToken">
    /// Looked at between strips of rows. Progressive JPEG, interlaced PNG and WebP are decoded in one piece before
    /// the first strip; that piece cannot be interrupted.
    /// </param>
    /// <returns>The pixels, in pooled memory: dispose of them.</returns>
    /// <exception cref="ImageException">The image is refused; the kind and the message say why.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public DecodedImage Decode(
        ReadOnlyMemory<byte> encoded, double maxShrink = 1, ImageRegion? region = null, CancellationToken cancellationToken = default)
    {
        if (!(maxShrink >= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(maxShrink), maxShrink, "One pixel cannot be made of less than one: give 1 or more.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        var header = HeaderReader.Read(encoded.Span, _limits);
        var warningsAreFatal = CheckEnding(header, encoded.Span);
        var plan = LoadPlan.Create(header, maxShrink, region);

        VipsRuntime.EnsureStarted();
        using var pin = encoded.Pin();
        using var loaded = ImageLoader.Open(pin, encoded.Length, header, plan, warningsAreFatal);

        var pixels = new PixelBuffer(checked(3 * plan.Width * plan.Rows.Count));
        try
        {
            StripReader.Read(loaded, header, plan.Rows, pixels.Span, cancellationToken);
        }
        catch
        {
            pixels.Return();
            throw;
        }

        return DecodedImage.Create(header, plan, pixels);
    }

    /// <summary>Checks what an image that is not encoded says of itself.</summary>
    /// <exception cref="ImageException">It is over a limit, contradicts itself or has too few bytes.</exception>
    public ImageInfo Probe(RawImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return RawChecks.Check(image, _limits);
    }

    /// <summary>Makes interleaved RGB of an image that is not encoded; of RGB without gaps between its rows nothing is copied.</summary>
    /// <param name="image">The image, whose bytes must not change until the result is disposed of.</param>
    /// <param name="region">The part that will be looked at; all of the image without one. The result holds at least that.</param>
    /// <exception cref="ImageException">It is over a limit, contradicts itself or has too few bytes.</exception>
    public DecodedImage Decode(RawImage image, ImageRegion? region = null) => RawPixels.Load(image, Probe(image), region);

    private static bool CheckEnding(ImageHeader header, ReadOnlySpan<byte> encoded)
    {
        if (header.Ending == ImageEnding.Missing)
        {
            throw Fault.Truncated($"The {header.Info.Format.Name()} ends after {encoded.Length} bytes, before its end.");
        }

        return header.Info.Format == ImageFormat.Jpeg && !JpegScans.Check(encoded);
    }
}
