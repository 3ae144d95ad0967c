using MuSiCa.Imaging.Tests.Support;

namespace MuSiCa.Imaging.Tests.Decoding;

/// <summary>Spots at known places of a generated picture are found again, to a tenth of a full-resolution pixel.</summary>
public class GeometryTests
{
    private const double Sigma = 13;
    private const double Bar = 0.1;

    public static TheoryData<int, int, int> SizesAndOrientations()
    {
        var data = new TheoryData<int, int, int>();
        foreach (var (width, height) in new[] { (400, 320), (401, 323), (407, 327) })
        {
            for (var orientation = 1; orientation <= 8; orientation++)
            {
                data.Add(width, height, orientation);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(SizesAndOrientations))]
    public void Decode_ShrunkJpegInEveryOrientation_KeepsPlaces(int width, int height, int orientation)
    {
        var centres = Blobs.Spread(width, height, Sigma);
        var upright = Blobs.Draw(width, height, centres, Sigma);
        var jpeg = JpegFile.WithOrientation(Encode.Jpeg(upright.StoredFor(orientation), 95), orientation);
        foreach (var shrink in new[] { 1, 2, 4, 8 })
        {
            using var image = Decoders.Default.Decode(jpeg, shrink);
            Assert.Equal((double)shrink, image.ScaleX);
            Assert.Equal((width, height), (image.Info.Width, image.Info.Height));
            AssertPlaces(centres, image, $"shrink {shrink}");
        }
    }

    [Theory]
    [MemberData(nameof(SizesAndOrientations))]
    public void Decode_ScaledWebPInEveryOrientation_KeepsPlaces(int width, int height, int orientation)
    {
        var centres = Blobs.Spread(width, height, Sigma);
        var stored = Blobs.Draw(width, height, centres, Sigma).StoredFor(orientation);
        var webP = WebPFile.WithExif(
            Encode.WebP(stored, lossless: orientation % 2 == 0, quality: 100), stored.Width, stored.Height, Exif.Tiff(orientation));
        foreach (var shrink in new[] { 1, 1.7, 3.3, 8 })
        {
            using var image = Decoders.Default.Decode(webP, shrink);
            Assert.InRange(image.ScaleX, 1, shrink);
            Assert.InRange(image.ScaleY, 1, shrink);
            AssertPlaces(centres, image, $"shrink {shrink}");
        }
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void Decode_JpegVariants_KeepPlaces(bool progressive, bool subsample)
    {
        var centres = Blobs.Spread(405, 321, Sigma);
        var jpeg = Encode.Jpeg(Blobs.Draw(405, 321, centres, Sigma), 90, progressive, subsample);
        foreach (var shrink in new[] { 1, 2, 4, 8 })
        {
            using var image = Decoders.Default.Decode(jpeg, shrink);
            AssertPlaces(centres, image, $"shrink {shrink}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(7)]
    public void Decode_OrientedPng_KeepsPlacesAndIgnoresShrink(int orientation)
    {
        var centres = Blobs.Spread(301, 263, Sigma);
        var stored = Blobs.Draw(301, 263, centres, Sigma).StoredFor(orientation);
        var png = PngFile.Insert(Encode.Png(stored), PngFile.Chunk("eXIf", Exif.Tiff(orientation)));
        using var image = Decoders.Default.Decode(png, 8);
        Assert.Equal((301, 263, 1.0, 0.0), (image.Width, image.Height, image.ScaleX, image.OffsetX));
        AssertPlaces(centres, image, "png");
    }

    private static void AssertPlaces(IReadOnlyList<(double X, double Y)> centres, DecodedImage image, string what)
    {
        foreach (var centre in centres)
        {
            var (x, y) = Blobs.Locate(image, centre, Sigma);
            Assert.True(
                Math.Abs(x - centre.X) < Bar && Math.Abs(y - centre.Y) < Bar,
                $"{what}, orientation {image.Info.Orientation}: ({centre.X}, {centre.Y}) was found at ({x:F3}, {y:F3})");
        }
    }
}
