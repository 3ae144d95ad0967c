using System.Runtime.InteropServices;

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
