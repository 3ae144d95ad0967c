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
        _ => "webpload_buffer"u8,
    };
}
