using MuSiCa.Imaging.Tests.Support;

namespace MuSiCa.Imaging.Tests.Decoding;

/// <summary>
/// Our pixels against those of an independent decoder, in every accepted format and orientation. PNG and WebP say exactly what
/// their pixels are; of JPEG the inverse transform may round as it likes, and chroma at half resolution may be spread as it likes.
/// </summary>
public class OracleTests
{
    private const double Rounding = 0.03;
    private const double Upsampling = 0.4;

    public static TheoryData<int> Orientations => [1, 2, 3, 4, 5, 6, 7, 8];

    public static TheoryData<string> Jpegs => [.. JpegFiles.Keys];

    public static TheoryData<string> Photos => [.. Directory.GetFiles(PhotoFolder, "*.jpg").Select(file => Path.GetFileName(file))];

    private static string PhotoFolder { get; } = Path.Combine(AppContext.BaseDirectory, "samples");

    private static Dictionary<string, byte[]> JpegFiles { get; } = new()
    {
        ["4:4:4"] = Encode.Jpeg(Picture.Smooth(320, 200), subsample: false),
        ["progressive"] = Encode.Jpeg(Picture.Smooth(320, 200), progressive: true, subsample: false),
        ["restarts"] = Encode.Jpeg(Picture.Smooth(320, 200), subsample: false, restartInterval: 3),
        ["quality 30"] = Encode.Jpeg(Picture.Busy(320, 200), quality: 30, subsample: false),
        ["odd size"] = Encode.Jpeg(Picture.Smooth(131, 77), subsample: false),
        ["grey"] = Samples.Get("jpeg-grey"),
        ["CMYK"] = Samples.Get("jpeg-cmyk"),
        ["4:2:0 without colour"] = Encode.Jpeg(Picture.Create(320, 200, static (x, y) => (x * y % 251, x * y % 251, x * y % 251))),
    };

    [Theory]
    [InlineData("png")]
    [InlineData("png-interlaced")]
    [InlineData("png-palette")]
    [InlineData("png-16")]
    [InlineData("webp")]
    [InlineData("webp-lossless")]
    [InlineData("webp-exif")]
    [InlineData("gif")]
    [InlineData("bmp")]
    [InlineData("tiff-lzw")]
    public void Decode_PngOrWebP_IsExactlyWhatTheOracleSays(string name) => AssertExact(Samples.Get(name));

    [Theory]
    [InlineData(1, PngFile.Grey, 1)]
    [InlineData(2, PngFile.Grey, 1)]
    [InlineData(4, PngFile.Grey, 1)]
    [InlineData(8, PngFile.Grey, 1)]
    [InlineData(16, PngFile.Grey, 1)]
    [InlineData(1, PngFile.Palette, 1)]
    [InlineData(2, PngFile.Palette, 1)]
    [InlineData(4, PngFile.Palette, 1)]
    [InlineData(8, PngFile.GreyAlpha, 2)]
    [InlineData(16, PngFile.GreyAlpha, 2)]
    [InlineData(8, PngFile.Rgb, 3)]
    [InlineData(16, PngFile.Rgb, 3)]
    [InlineData(8, PngFile.RgbAlpha, 4)]
    [InlineData(16, PngFile.RgbAlpha, 4)]
    public void Decode_PngOfAnyDepthAndColour_IsExactlyWhatTheOracleSays(byte depth, byte colour, int channels)
    {
        const int Width = 33;
        const int Height = 21;
        var rows = new byte[((Width * depth * channels) + 7) / 8 * Height];
        new Random(depth).NextBytes(rows);
        byte[] palette = [.. PngFile.Chunk("PLTE", [.. Enumerable.Range(0, 3 << depth).Select(static i => (byte)(i * 37))]), .. PngFile.Chunk("tRNS", [0, 100])];

        AssertExact(PngFile.Create(Width, Height, depth, colour, rows, colour == PngFile.Palette ? palette : []));
    }

    [Fact]
    public void Decode_PngOrWebPOfAnySize_IsExactlyWhatTheOracleSays()
    {
        var random = new Random(11);
        for (var i = 0; i < 40; i++)
        {
            var picture = Picture.Busy(random.Next(1, 80), random.Next(1, 80), i);

            // Of interlaced pictures less than five pixels wide or high, whose second or third pass is empty, the oracle makes nonsense.
            AssertExact(Encode.Png(picture, interlaced: i % 2 == 0 && picture.Width > 4 && picture.Height > 4));
            AssertExact(Encode.WebP(picture, quality: random.Next(1, 100)));
            AssertExact(Encode.WebP(picture, lossless: true));
        }
    }

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Decode_AnyOrientation_IsTurnedAsTheOracleTurnsIt(int orientation)
    {
        var stored = Picture.Smooth(67, 41).StoredFor(orientation);
        var (width, height) = (stored.Width, stored.Height);

        AssertExact(PngFile.Insert(Encode.Png(stored), PngFile.Chunk("eXIf", Exif.Tiff(orientation))));
        AssertExact(WebPFile.WithExif(Encode.WebP(stored), width, height, Exif.Tiff(orientation)));
        AssertNear(JpegFile.WithOrientation(Encode.Jpeg(stored, subsample: false), orientation), Rounding);
        AssertNear(JpegFile.WithOrientation(Encode.Jpeg(stored, subsample: false), orientation, bigEndian: false), Rounding);
    }

    [Theory]
    [MemberData(nameof(Jpegs))]
    public void Decode_Jpeg_DiffersFromTheOracleByRoundingOnly(string name) => AssertNear(JpegFiles[name], Rounding);

    [Theory]
    [MemberData(nameof(Photos))]
    public void Decode_SamplePhoto_DiffersFromTheOracleByUpsamplingOnly(string name)
    {
        var photo = File.ReadAllBytes(Path.Combine(PhotoFolder, name));
        AssertNear(photo, Upsampling);

        // The same photo with chroma at full resolution leaves rounding alone.
        AssertNear(Encode.Jpeg(Oracle.Decode(photo), subsample: false), Rounding);
    }

    private static void AssertExact(byte[] encoded) => Assert.Equal((0, 0), Oracle.Difference(encoded));

    private static void AssertNear(byte[] encoded, double mean) => Assert.InRange(Oracle.Difference(encoded).Mean, 0, mean);
}
