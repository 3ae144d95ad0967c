using System.Buffers;
using MuSiCa.Imaging.Interop;

namespace MuSiCa.Imaging;

/// <summary>Opens encoded bytes with the loader of their format; pixels come later, when rows are asked for.</summary>
internal static unsafe class ImageLoader
{
    // VIPS_ACCESS_SEQUENTIAL: rows are asked for once, from the top, so that libvips need not keep the image.
    private const int Sequential = 1;

    /// <param name="encoded">The pinned bytes, which must outlive the result.</param>
    /// <param name="length">How many they are.</param>
    /// <param name="header">What was read from them.</param>
    /// <param name="plan">How to load them.</param>
    /// <param name="warningsAreFatal">Whether the decoder's warnings mean damage.</param>
    /// <exception cref="ImageException">Corrupt.</exception>
    public static VipsObjectHandle Open(MemoryHandle encoded, int length, ImageHeader header, LoadPlan plan, bool warningsAreFatal)
    {
        using var operation = new VipsOperation(LoaderOf(header.Info.Format));
        operation
            .Set("buffer"u8, (byte*)encoded.Pointer, length)
            .Set("access"u8, Sequential)
            .Set("fail-on"u8, (int)(warningsAreFatal ? VipsFailOn.Warning : VipsFailOn.Error));
        if (plan.JpegShrink != 1)
        {
            operation.Set("shrink"u8, plan.JpegShrink);
        }
        else if (plan.WebPScale != 1)
        {
            operation.Set("scale"u8, plan.WebPScale);
        }

        if (!operation.TryBuild())
        {
            VipsError.Clear();
            throw Fault.Corrupt($"The {header.Info.Format.Name()} is damaged: the decoder does not accept its header.");
        }

        var image = operation.GetImage("out"u8);
        var (width, height) = (Native.vips_image_get_width(image), Native.vips_image_get_height(image));
        if (width == plan.Width && height == plan.Height)
        {
            return image;
        }

        image.Dispose();
        throw Fault.Corrupt($"The {header.Info.Format.Name()} is damaged: its parts disagree about its size ({header.StoredWidth} x {header.StoredHeight}).");
    }

    private static ReadOnlySpan<byte> LoaderOf(ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => "jpegload_buffer"u8,
        ImageFormat.Png => "pngload_buffer"u8,
        ImageFormat.Gif => "gifload_buffer"u8,
        ImageFormat.Tiff => "tiffload_buffer"u8,
        _ => "webpload_buffer"u8,
    };
}

/// <summary>A copy of an encoded image with the end that it lacks.</summary>
internal sealed class CompletedFile : IDisposable
{
    /// <summary>The most that an end adds.</summary>
    public const int LongestEnd = 12;

    private readonly NativeBytes _bytes;

    /// <param name="encoded">The bytes, which end where the end belongs.</param>
    /// <param name="format">What they are.</param>
    public CompletedFile(ReadOnlySpan<byte> encoded, ImageFormat format)
        : this(encoded, EndOf(format))
    {
    }

    private CompletedFile(ReadOnlySpan<byte> encoded, ReadOnlySpan<byte> end)
    {
        _bytes = new NativeBytes(checked(encoded.Length + end.Length));
        encoded.CopyTo(_bytes.GetSpan());
        end.CopyTo(_bytes.GetSpan()[encoded.Length..]);
    }

    /// <summary>The first frame or page of an image that has more, as a file of its own.</summary>
    public static CompletedFile OfFirst(ReadOnlySpan<byte> encoded, ImageHeader header)
    {
        if (header.Info.Format == ImageFormat.Gif)
        {
            return new CompletedFile(encoded[..header.EndsAt], ImageFormat.Gif);
        }

        var copy = new CompletedFile(encoded, []);
        copy._bytes.GetSpan().Slice(header.FurtherPagesAt, sizeof(uint)).Clear();
        return copy;
    }

    /// <summary>The whole file.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.Memory;

    public void Dispose() => _bytes.Return();

    private static ReadOnlySpan<byte> EndOf(ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => [0xFF, JpegMarker.EndOfImage],
        ImageFormat.Png => PngHeader.End,
        ImageFormat.Gif => GifHeader.End,
        _ => WebPHeader.Padding,
    };
}
