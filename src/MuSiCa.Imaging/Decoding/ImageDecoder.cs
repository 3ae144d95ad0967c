using MuSiCa.Imaging.Interop;

namespace MuSiCa.Imaging;

/// <summary>
/// Reads the headers of encoded photos and decodes them to upright sRGB. Thread-safe; decoding happens on the calling
/// thread. Only the formats of <see cref="ImageFormat"/> are read, each by its own decoder: nothing else in libvips can be reached by
/// the bytes.
/// </summary>
/// <remarks>
/// <para>
/// Colour: grey becomes three equal samples; 16-bit samples are rounded to 8; CMYK and YCCK JPEGs, whose samples are
/// taken as inverted as all known writers do it, go through their ICC profile or, without one, by the plain rule
/// (1 - ink)(1 - black); RGB samples are taken as sRGB whatever profile is attached; transparent pixels are laid over white, but
/// those of a BMP, whose alpha most writers leave empty.
/// </para>
/// <para>
/// Tolerated: bytes after the end of the image, damaged or unknown metadata, and in JPEG headers stray bytes between
/// segments, other versions of JFIF, unknown Adobe transforms and scan parameters that do not belong into a sequential
/// file. A file that lacks its end and nothing else (the end marker of a JPEG, IEND of a PNG, the padding of a WebP) is decoded
/// twice, to see that all data is there. Not tolerated: missing data, wrong checksums, and damaged pixel data as far as the decoder notices: all but
/// PNG have no checksums, so some damage just shows.
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

    /// <summary>
    /// Says what decoding the image would take, from what <see cref="Probe(ReadOnlyMemory{byte})"/> reads and, of a JPEG, its last bytes.
    /// Costs about as much.
    /// </summary>
    /// <param name="encoded">The whole image.</param>
    /// <param name="maxShrink">
    /// How many full-resolution pixels may become one along each axis, 1 or more. The largest shrink that the format
    /// offers and that does not exceed it is used: 1, 2, 4 or 8 for JPEG, any factor for WebP, 1 for all others and for animations.
    /// </param>
    /// <param name="region">
    /// The part that will be looked at; all of the image without one. The result holds at least that, as whole stored rows.
    /// Decoding stops behind it where the format allows, and damage further on is then not noticed.
    /// </param>
    /// <exception cref="ImageException">The image is empty, unsupported, over a limit, or its header is damaged or cut off.</exception>
    public DecodePlan Plan(ReadOnlyMemory<byte> encoded, double maxShrink = 1, ImageRegion? region = null)
    {
        if (!(maxShrink >= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(maxShrink), maxShrink, "One pixel cannot be made of less than one: give 1 or more.");
        }

        var header = HeaderReader.Read(encoded.Span, _limits);
        return DecodePlan.Of(header, LoadPlan.Create(header, maxShrink, region), encoded.Span);
    }

    /// <summary>Decodes the image, or the first frame of it, to interleaved RGB, upright.</summary>
    /// <param name="encoded">The image that was planned; must not change until the call returns.</param>
    /// <param name="plan">What <see cref="Plan(ReadOnlyMemory{byte}, double, ImageRegion?)"/> said of it.</param>
    /// <param name="cancellationToken">
    /// Looked at between strips of rows. Progressive JPEG, interlaced PNG, WebP and GIF are decoded in one piece before
    /// the first strip; that piece cannot be interrupted.
    /// </param>
    /// <returns>The pixels, in native memory: dispose of them.</returns>
    /// <exception cref="ArgumentException">The plan is of another image.</exception>
    /// <exception cref="ImageException">The image is refused; the kind and the message say why.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public DecodedImage Decode(ReadOnlyMemory<byte> encoded, DecodePlan plan, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ThrowIfOfAnother(plan, plan.Part is null && plan.SourceLength == encoded.Length);

        // Another decoder, with limits of its own, may have made the plan.
        LimitChecks.CheckSize(_limits, plan.Info);
        cancellationToken.ThrowIfCancellationRequested();
        var (header, load) = (plan.Header, plan.Load);
        var warningsAreFatal = false;
        if (header.Info.Format == ImageFormat.Jpeg && header.Ending == ImageEnding.NotSought)
        {
            var scans = JpegScans.Check(encoded.Span);
            warningsAreFatal = !scans.IsOdd;
            header = scans.HasEnd ? header : header with { Ending = ImageEnding.OnlyEndMissing, EndsAt = encoded.Length };
        }

        switch (header.Ending)
        {
            case ImageEnding.Missing:
                throw Truncated(header, encoded.Length);
            case ImageEnding.Present when header.IsCopied:
                using (var first = CompletedFile.OfFirst(encoded.Span, header))
                {
                    return Decode(first.Memory, header, load, warningsAreFatal, cancellationToken);
                }

            case ImageEnding.OnlyEndMissing:
                using (var completed = new CompletedFile(encoded.Span[..header.EndsAt], header.Info.Format))
                {
                    CheckData(completed.Memory, header, warningsAreFatal, encoded.Length, cancellationToken);
                    return Decode(completed.Memory, header, load, warningsAreFatal, cancellationToken);
                }

            default:
                return Decode(encoded, header, load, warningsAreFatal, cancellationToken);
        }
    }

    /// <summary>Plans and decodes at once.</summary>
    /// <param name="encoded">The whole image; must not change until the call returns.</param>
    /// <param name="maxShrink">As of <see cref="Plan(ReadOnlyMemory{byte}, double, ImageRegion?)"/>.</param>
    /// <param name="region">As of <see cref="Plan(ReadOnlyMemory{byte}, double, ImageRegion?)"/>.</param>
    /// <param name="cancellationToken">Looked at between strips of rows.</param>
    /// <returns>The pixels, in native memory: dispose of them.</returns>
    /// <exception cref="ImageException">The image is refused; the kind and the message say why.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public DecodedImage Decode(
        ReadOnlyMemory<byte> encoded, double maxShrink = 1, ImageRegion? region = null, CancellationToken cancellationToken = default) =>
        Decode(encoded, Plan(encoded, maxShrink, region), cancellationToken);

    /// <summary>Checks what an image that is not encoded says of itself.</summary>
    /// <exception cref="ImageException">It is over a limit, contradicts itself or has too few bytes.</exception>
    public ImageInfo Probe(RawImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return RawChecks.Check(image, _limits);
    }

    /// <summary>Says what making pixels of an image that is not encoded would take.</summary>
    /// <param name="image">The image.</param>
    /// <param name="region">The part that will be looked at; all of the image without one. The result holds at least that.</param>
    /// <exception cref="ImageException">It is over a limit, contradicts itself or has too few bytes.</exception>
    public DecodePlan Plan(RawImage image, ImageRegion? region = null) =>
        DecodePlan.Of(Probe(image), RawPart.Of(image, region), image.Data.Length);

    /// <summary>Makes interleaved RGB of an image that is not encoded; of RGB without gaps between its rows nothing is copied.</summary>
    /// <param name="image">The image that was planned, whose bytes must not change until the result is disposed of.</param>
    /// <param name="plan">What <see cref="Plan(RawImage, ImageRegion?)"/> said of it.</param>
    /// <param name="cancellationToken">Looked at before anything is done.</param>
    /// <exception cref="ArgumentException">The plan is of another image.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public DecodedImage Decode(RawImage image, DecodePlan plan, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        RawChecks.Check(image, _limits);
        ThrowIfOfAnother(plan, plan.Part?.Format == image.Format && (plan.Info.Width, plan.Info.Height) == (image.Width, image.Height));
        cancellationToken.ThrowIfCancellationRequested();
        return RawPixels.Load(image, plan.Info, plan.Part!);
    }

    /// <summary>Plans and makes interleaved RGB at once.</summary>
    /// <param name="image">The image, whose bytes must not change until the result is disposed of.</param>
    /// <param name="region">As of <see cref="Plan(RawImage, ImageRegion?)"/>.</param>
    /// <exception cref="ImageException">It is over a limit, contradicts itself or has too few bytes.</exception>
    public DecodedImage Decode(RawImage image, ImageRegion? region = null) => Decode(image, Plan(image, region));

    private static void ThrowIfOfAnother(DecodePlan plan, bool isOfThis)
    {
        if (!isOfThis)
        {
            throw new ArgumentException("The plan is of another image.", nameof(plan));
        }
    }

    private static ImageException Truncated(ImageHeader header, int length) =>
        Fault.Truncated($"The {header.Info.Format.Name()} ends after {length} bytes, before its end.");

    private static DecodedImage Decode(
        ReadOnlyMemory<byte> encoded, ImageHeader header, LoadPlan plan, bool warningsAreFatal, CancellationToken cancellationToken)
    {
        var pixels = new NativeBytes(checked(3 * plan.Width * plan.Rows.Count));
        try
        {
            if (header.Info.Format == ImageFormat.Bmp)
            {
                BmpReader.Read(encoded.Span, plan.Rows, pixels.GetSpan(), cancellationToken);
            }
            else
            {
                ReadRows(encoded, header, plan, warningsAreFatal, pixels.GetSpan(), cancellationToken);
            }
        }
        catch
        {
            pixels.Return();
            throw;
        }

        return DecodedImage.Create(header, plan, pixels);
    }

    private static void ReadRows(
        ReadOnlyMemory<byte> encoded,
        ImageHeader header,
        LoadPlan plan,
        bool warningsAreFatal,
        Span<byte> output,
        CancellationToken cancellationToken)
    {
        VipsRuntime.EnsureStarted();
        using var pin = encoded.Pin();
        using var loaded = ImageLoader.Open(pin, encoded.Length, header, plan, warningsAreFatal);
        StripReader.Read(loaded, header, plan.Rows, output, cancellationToken);
    }

    /// <summary>Decodes all there is and keeps nothing: a part, or a shrunk image, would not show that the last rows are missing.</summary>
    private static void CheckData(
        ReadOnlyMemory<byte> completed, ImageHeader header, bool warningsAreFatal, int length, CancellationToken cancellationToken)
    {
        VipsRuntime.EnsureStarted();
        using var pin = completed.Pin();
        try
        {
            var loaded = ImageLoader.Open(pin, completed.Length, header, LoadPlan.Create(header, 1, null), warningsAreFatal);
            var warnings = VipsRuntime.WarningsOfThread;
            using (loaded)
            {
                StripReader.ReadAll(loaded, header, cancellationToken);
            }

            if (warningsAreFatal && VipsRuntime.WarningsOfThread != warnings)
            {
                throw Truncated(header, length);
            }
        }
        catch (ImageException)
        {
            throw Truncated(header, length);
        }
    }
}
