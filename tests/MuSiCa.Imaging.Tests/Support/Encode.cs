using System.Runtime.InteropServices;
using MuSiCa.Imaging.Interop;

namespace MuSiCa.Imaging.Tests.Support;

/// <summary>Encodes test pictures by libvips' savers in all the variants that photos come in.</summary>
internal static unsafe class Encode
{
    private const int KeepNothing = 0;
    private const int KeepProfile = 8;
    private const int SubsampleOn = 1;
    private const int SubsampleOff = 2;
    private const int BlackAndWhite = 1;
    private const int CmykInks = 15;
    private const int Srgb = 22;
    private const int Rgb16 = 25;
    private const int Grey16 = 26;

    public static byte[] Jpeg(Picture picture, int quality = 92, bool progressive = false, bool subsample = true, int restartInterval = 0)
    {
        using var save = JpegSaver(quality, progressive, subsample);
        save.Set("restart-interval"u8, restartInterval);
        return Save(save, picture.Rgb, picture.Width, picture.Height, 3, Srgb);
    }

    public static byte[] GreyJpeg(byte[] grey, int width, int height, int quality = 92)
    {
        using var save = JpegSaver(quality, false, false);
        return Save(save, grey, width, height, 1, BlackAndWhite);
    }

    /// <summary>Four inks, 255 for full ink; written as Adobe does it, inverted and marked.</summary>
    public static byte[] CmykJpeg(byte[] inks, int width, int height, string? profile = null)
    {
        using var save = JpegSaver(100, false, false);
        if (profile is not null)
        {
            save.Set("profile"u8, System.Text.Encoding.UTF8.GetBytes(profile + '\0'));
        }

        return Save(save, inks, width, height, 4, CmykInks, keepProfile: profile is not null);
    }

    public static byte[] Png(Picture picture, bool interlaced = false)
    {
        using var save = new VipsOperation("pngsave_buffer"u8);
        save.Set("interlace"u8, interlaced);
        return Save(save, picture.Rgb, picture.Width, picture.Height, 3, Srgb);
    }

    /// <summary>Samples of 16 bits in the machine's byte order.</summary>
    public static byte[] Png16(ushort[] samples, int width, int height, int bands)
    {
        using var save = new VipsOperation("pngsave_buffer"u8);
        return Save(save, MemoryMarshal.AsBytes<ushort>(samples), width, height, bands, bands < 3 ? Grey16 : Rgb16, VipsFormat.UShort);
    }

    public static byte[] WebP(Picture picture, bool lossless = false, int quality = 92)
    {
        using var save = new VipsOperation("webpsave_buffer"u8);
        save.Set("lossless"u8, lossless).Set("Q"u8, quality).Set("effort"u8, 1);
        return Save(save, picture.Rgb, picture.Width, picture.Height, 3, Srgb);
    }

    public static byte[] WebPWithAlpha(byte[] rgba, int width, int height)
    {
        using var save = new VipsOperation("webpsave_buffer"u8);
        save.Set("lossless"u8, true).Set("exact"u8, true).Set("effort"u8, 1);
        return Save(save, rgba, width, height, 4, Srgb);
    }

    /// <param name="picture">The picture.</param>
    /// <param name="compression">VipsForeignTiffCompression: 0 none, 2 Deflate, 3 PackBits, 5 LZW.</param>
    /// <param name="tile">Tiles in place of strips.</param>
    public static byte[] Tiff(Picture picture, int compression = 0, bool tile = false)
    {
        using var save = new VipsOperation("tiffsave_buffer"u8);
        save.Set("compression"u8, compression).Set("tile"u8, tile);
        return Save(save, picture.Rgb, picture.Width, picture.Height, 3, Srgb);
    }

    public static byte[] Gif(Picture picture)
    {
        using var save = new VipsOperation("gifsave_buffer"u8);
        return Save(save, picture.Rgb, picture.Width, picture.Height, 3, Srgb);
    }

    /// <summary>What no stranger may reach: another format that this libvips writes and could read.</summary>
    public static byte[] Avif(Picture picture)
    {
        const int Av1 = 4;
        using var save = new VipsOperation("heifsave_buffer"u8);
        save.Set("compression"u8, Av1).Set("effort"u8, 0);
        return Save(save, picture.Rgb, picture.Width, picture.Height, 3, Srgb);
    }

    private static VipsOperation JpegSaver(int quality, bool progressive, bool subsample) =>
        new VipsOperation("jpegsave_buffer"u8)
            .Set("Q"u8, quality)
            .Set("interlace"u8, progressive)
            .Set("subsample-mode"u8, subsample ? SubsampleOn : SubsampleOff);

    private static byte[] Save(
        VipsOperation save,
        ReadOnlySpan<byte> samples,
        int width,
        int height,
        int bands,
        int interpretation,
        VipsFormat format = VipsFormat.UChar,
        bool keepProfile = false)
    {
        fixed (byte* memory = samples)
        {
            using var raw = new VipsObjectHandle(Native.vips_image_new_from_memory(memory, (nuint)samples.Length, width, height, bands, (int)format));
            using var copy = new VipsOperation("copy"u8);
            using var image = copy.Set("in"u8, raw).Set("interpretation"u8, interpretation).Build("copy").GetImage("out"u8);
            return save.Set("in"u8, image).Set("keep"u8, keepProfile ? KeepProfile : KeepNothing).Build("encode").GetBytes("buffer"u8);
        }
    }
}
