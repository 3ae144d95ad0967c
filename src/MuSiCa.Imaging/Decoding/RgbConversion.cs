using System.Runtime.InteropServices;
using MuSiCa.Imaging.Interop;

namespace MuSiCa.Imaging;

/// <summary>Makes RGB bytes of the samples that loaders deliver: interleaved bands of 8 or 16 bits.</summary>
internal static class RgbConversion
{
    /// <summary>What lies behind transparent pixels: white, as on paper.</summary>
    public const byte Background = 255;

    /// <param name="samples">Interleaved samples, 16-bit ones in the machine's byte order; overwritten if 16-bit.</param>
    /// <param name="colour">What they mean.</param>
    /// <param name="wide">Whether a sample has 16 bits.</param>
    /// <param name="rgb">Three bytes per pixel; decides how many pixels there are.</param>
    public static void Convert(Span<byte> samples, SampleColour colour, bool wide, Span<byte> rgb)
    {
        var narrow = wide ? Narrow(samples) : samples;
        switch (colour)
        {
            case SampleColour.Grey:
                FromGrey(narrow, rgb);
                break;
            case SampleColour.GreyAlpha:
                FromGreyAlpha(narrow, rgb);
                break;
            case SampleColour.Rgb:
                narrow[..rgb.Length].CopyTo(rgb);
                break;
            case SampleColour.RgbAlpha:
                FromRgbAlpha(narrow, rgb);
                break;
            default:
                FromInks(narrow, rgb);
                break;
        }
    }

    /// <summary>Rounds 0..65535 to 0..255, in place: a byte is written where its two have been read.</summary>
    private static Span<byte> Narrow(Span<byte> samples)
    {
        var wide = MemoryMarshal.Cast<byte, ushort>(samples);
        for (var i = 0; i < wide.Length; i++)
        {
            samples[i] = (byte)(((wide[i] * 255u) + 32895u) >> 16);
        }

        return samples[..wide.Length];
    }

    private static void FromGrey(ReadOnlySpan<byte> grey, Span<byte> rgb)
    {
        for (int from = 0, to = 0; to < rgb.Length; from++, to += 3)
        {
            rgb[to] = rgb[to + 1] = rgb[to + 2] = grey[from];
        }
    }

    private static void FromGreyAlpha(ReadOnlySpan<byte> greyAlpha, Span<byte> rgb)
    {
        for (int from = 0, to = 0; to < rgb.Length; from += 2, to += 3)
        {
            rgb[to] = rgb[to + 1] = rgb[to + 2] = Over(greyAlpha[from], greyAlpha[from + 1]);
        }
    }

    private static void FromRgbAlpha(ReadOnlySpan<byte> rgba, Span<byte> rgb)
    {
        for (int from = 0, to = 0; to < rgb.Length; from += 4, to += 3)
        {
            var alpha = rgba[from + 3];
            rgb[to] = Over(rgba[from], alpha);
            rgb[to + 1] = Over(rgba[from + 1], alpha);
            rgb[to + 2] = Over(rgba[from + 2], alpha);
        }
    }

    /// <summary>The rule without a profile: each colour is what its ink and the black leave of the paper.</summary>
    private static void FromInks(ReadOnlySpan<byte> inks, Span<byte> rgb)
    {
        for (int from = 0, to = 0; to < rgb.Length; from += 4, to += 3)
        {
            var paper = 255 - inks[from + 3];
            for (var channel = 0; channel < 3; channel++)
            {
                rgb[to + channel] = (byte)((((255 - inks[from + channel]) * paper) + 127) / 255);
            }
        }
    }

    private static byte Over(byte sample, byte alpha) =>
        (byte)(((sample * alpha) + (Background * (255 - alpha)) + 127) / 255);
}

/// <summary>What the bands of a loaded image mean. The value is the number of bands, but for <see cref="Inks"/>, which are four.</summary>
internal enum SampleColour
{
    Grey = 1,
    GreyAlpha = 2,
    Rgb = 3,
    RgbAlpha = 4,

    /// <summary>Cyan, magenta, yellow and black, 255 for full ink.</summary>
    Inks = 5,
}

/// <summary>Turns the four inks of a JPEG into sRGB by the ICC profile that is attached to it.</summary>
internal static class CmykProfile
{
    /// <summary>Whether the image has four inks and a profile. Without one there is a plain rule, which costs next to nothing.</summary>
    public static unsafe bool IsAttached(VipsObjectHandle image, ImageFormat format)
    {
        fixed (byte* name = "icc-profile-data"u8)
        {
            return format == ImageFormat.Jpeg
                && Native.vips_image_get_bands(image) == 4
                && Native.vips_image_get_typeof(image, name) != 0;
        }
    }

    /// <summary>Applies it; where it is damaged or not one of inks, a general one of libvips takes its place.</summary>
    public static VipsObjectHandle Apply(VipsObjectHandle inks)
    {
        using var attached = Conversion(inks, attached: true);
        if (attached.TryBuild())
        {
            return attached.GetImage("out"u8);
        }

        VipsError.Clear();
        using var general = Conversion(inks, attached: false);
        return general.Build("set up the conversion from CMYK").GetImage("out"u8);
    }

    private static VipsOperation Conversion(VipsObjectHandle inks, bool attached) => new VipsOperation("icc_transform"u8)
        .Set("in"u8, inks)
        .Set("embedded"u8, attached)
        .Set("input-profile"u8, "cmyk"u8)
        .Set("output-profile"u8, "srgb"u8);
}
