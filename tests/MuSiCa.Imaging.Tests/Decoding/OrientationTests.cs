using MuSiCa.Imaging.Tests.Support;

namespace MuSiCa.Imaging.Tests.Decoding;

public class OrientationTests
{
    public static TheoryData<int> All => [1, 2, 3, 4, 5, 6, 7, 8];

    [Theory]
    [MemberData(nameof(All))]
    public void Decode_OrientedPng_IsUprightToThePixel(int orientation)
    {
        var upright = Picture.Busy(201, 117);
        var stored = upright.StoredFor(orientation);
        var png = PngFile.Insert(Encode.Png(stored), PngFile.Chunk("eXIf", Exif.Tiff(orientation)));
        using var image = Decoders.Default.Decode(png);
        Assert.Equal((201, 117), (image.Width, image.Height));
        Assert.True(image.Pixels.SequenceEqual(upright.Rgb));
        Assert.Equal((1.0, 1.0, 0.0, 0.0), (image.ScaleX, image.ScaleY, image.OffsetX, image.OffsetY));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Decode_ShrunkJpeg_OffsetsTellWhereTheLostEdgeIs(int orientation)
    {
        // Stored 100 x 60 at a shrink of 8: 12 x 7 pixels, 4 columns and 4 rows lost at the stored right and bottom.
        var stored = Picture.Smooth(100, 60);
        using var image = Decoders.Default.Decode(JpegFile.WithOrientation(Encode.Jpeg(stored), orientation), 8);
        Assert.Equal(orientation >= 5 ? (7, 12) : (12, 7), (image.Width, image.Height));
        Assert.Equal((8.0, 8.0), (image.ScaleX, image.ScaleY));
        var flipsX = orientation is 2 or 3 or 6 or 7;
        var flipsY = orientation is 3 or 4 or 7 or 8;
        Assert.Equal((flipsX ? 7.5 : 3.5, flipsY ? 7.5 : 3.5), (image.OffsetX, image.OffsetY));
    }

    [Theory]
    [InlineData(1)] // BYTE
    [InlineData(4)] // LONG
    [InlineData(9)] // SLONG
    public void Probe_OrientationThatIsNoShort_Ignored(byte type)
    {
        var jpeg = JpegFile.WithOrientation(Encode.Jpeg(Picture.Smooth(40, 30)), 6, bigEndian: false);
        var info = Decoders.Default.Probe(JpegFile.Patch(jpeg, JpegFile.Find(jpeg, JpegFile.App1) + 4 + 6 + 12, type));
        Assert.Equal((1, 40, 30), (info.Orientation, info.Width, info.Height));
    }

    [Fact]
    public void Decode_WideEnoughForSeveralStrips_IsUprightToThePixel()
    {
        var upright = Picture.Create(1500, 400, (x, y) => (x * 7, y * 3, x ^ y));
        foreach (var orientation in new[] { 3, 6, 8 })
        {
            var png = PngFile.Insert(Encode.Png(upright.StoredFor(orientation)), PngFile.Chunk("eXIf", Exif.Tiff(orientation)));
            Assert.Equal(upright.Rgb, Decoders.DecodeToArray(png));
        }
    }
}
