namespace MuSiCa.Imaging.Tests.Support;

/// <summary>Small valid files of every kind that is read, by name.</summary>
internal static class Samples
{
    public const int Width = 75;
    public const int Height = 53;

    private static readonly Lazy<IReadOnlyDictionary<string, byte[]>> Files = new(Create);

    public static TheoryData<string> Names => [.. Files.Value.Keys];

    public static IReadOnlyDictionary<string, byte[]> All => Files.Value;

    public static byte[] Get(string name) => Files.Value[name];

    private static Dictionary<string, byte[]> Create()
    {
        var picture = Picture.Busy(Width, Height);
        var grey = picture.Rgb.Where((_, i) => i % 3 == 1).ToArray();
        var inks = Enumerable.Range(0, 4 * Width * Height).Select(i => (byte)(i * 7 % 200)).ToArray();
        var rgba = Enumerable.Range(0, 4 * Width * Height).Select(i => (byte)(i * 5)).ToArray();
        var lossy = Encode.WebP(picture);
        return new Dictionary<string, byte[]>
        {
            ["jpeg"] = JpegFile.WithOrientation(Encode.Jpeg(picture), 6),
            ["jpeg-progressive"] = Encode.Jpeg(picture, progressive: true),
            ["jpeg-restarts"] = Encode.Jpeg(picture, restartInterval: 4),
            ["jpeg-grey"] = Encode.GreyJpeg(grey, Width, Height),
            ["jpeg-cmyk"] = Encode.CmykJpeg(inks, Width, Height),
            ["png"] = PngFile.Insert(Encode.Png(picture), PngFile.Chunk("eXIf", Exif.Tiff(8))),
            ["png-interlaced"] = Encode.Png(picture, interlaced: true),
            ["png-palette"] = PngFile.Create(
                Width, Height, 8, PngFile.Palette, grey, PngFile.Chunk("PLTE", [.. Enumerable.Range(0, 768).Select(i => (byte)i)]), PngFile.Chunk("tRNS", [0, 100])),
            ["png-16"] = Encode.Png16([.. Enumerable.Range(0, 4 * Width * Height).Select(i => (ushort)(i * 31))], Width, Height, 4),
            ["webp"] = lossy,
            ["webp-lossless"] = Encode.WebPWithAlpha(rgba, Width, Height),
            ["webp-exif"] = WebPFile.WithExif(lossy, Width, Height, Exif.Tiff(3)),
            ["webp-animated"] = WebPFile.Animation(Width, Height, (lossy, 0, 0, Width, Height), (lossy, 0, 0, Width, Height)),
            ["gif"] = Encode.Gif(picture),
            ["bmp"] = BmpFile.Of(picture),
            ["tiff"] = TiffFile.Create(Width, Height, [8, 8, 8], 2, picture.Rgb, true, (274, TiffFile.Short, [7])),
            ["tiff-lzw"] = Encode.Tiff(picture, 5),
            ["tiff-tiles"] = Encode.Tiff(picture, 2, tile: true),
        };
    }
}
