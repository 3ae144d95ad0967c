using MuSiCa.Imaging.Tests.Support;

namespace MuSiCa.Imaging.Tests.Decoding;

public class TiffTests
{
    private static readonly ushort[] Rgb8 = [8, 8, 8];

    public static TheoryData<int> Orientations => [1, 2, 3, 4, 5, 6, 7, 8];

    [Theory]
    [InlineData(0, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(5, false)]
    [InlineData(0, true)]
    [InlineData(2, true)]
    [InlineData(5, true)]
    public void Decode_AnyPackingInStripsOrTiles_IsThePicture(int compression, bool tile)
    {
        var picture = Picture.Busy(301, 205);
        Assert.Equal(picture.Rgb, Decoders.DecodeToArray(Encode.Tiff(picture, compression, tile)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Decode_EitherByteOrderOneStrip_IsThePicture(bool isBigEndian)
    {
        var picture = Picture.Busy(61, 45);
        Assert.Equal(picture.Rgb, Decoders.DecodeToArray(TiffFile.Create(61, 45, Rgb8, 2, picture.Rgb, isBigEndian)));
    }

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Decode_AnyOrientation_IsUpright(int orientation)
    {
        var upright = Picture.Smooth(67, 41);
        var stored = upright.StoredFor(orientation);
        var file = TiffFile.Create(stored.Width, stored.Height, Rgb8, 2, stored.Rgb, false, (274, TiffFile.Short, [(uint)orientation]));
        Assert.Equal(new ImageInfo(ImageFormat.Tiff, 67, 41, orientation, 1), Decoders.Default.Probe(file));
        Assert.Equal(upright.Rgb, Decoders.DecodeToArray(file));
    }

    [Fact]
    public void Decode_OtherColours_AreWhatTheyMean()
    {
        Assert.Equal([7, 7, 7, 200, 200, 200], Decoders.DecodeToArray(TiffFile.Create(2, 1, [8], 1, [7, 200])));
        Assert.Equal([248, 248, 248, 55, 55, 55], Decoders.DecodeToArray(TiffFile.Create(2, 1, [8], 0, [7, 200])));
        Assert.Equal([255, 255, 255, 0, 0, 0], Decoders.DecodeToArray(TiffFile.Create(2, 1, [1], 1, [0x80])));
        Assert.Equal([1, 2, 3], Decoders.DecodeToArray(TiffFile.Create(1, 1, [16, 16, 16], 2, [1, 1, 2, 2, 3, 3])));
        uint[] map = [.. Enumerable.Range(0, 768).Select(static i => (uint)(i / 256 == 1 ? 0x4000 : i % 256 * 257))];
        Assert.Equal([9, 64, 9], Decoders.DecodeToArray(TiffFile.Create(1, 1, [8], 3, [9], false, (320, TiffFile.Short, map))));
    }

    [Fact]
    public void Decode_Alpha_IsLaidOverWhite()
    {
        ushort[] depths = [8, 8, 8, 8];
        Assert.Equal([178, 153, 128], Decoders.DecodeToArray(
            TiffFile.Create(1, 1, depths, 2, [100, 50, 0, 127], false, (338, TiffFile.Short, [2]))));
        Assert.Equal([5, 5, 5, 255, 255, 255], Decoders.DecodeToArray(
            TiffFile.Create(2, 1, [8, 8], 1, [5, 255, 5, 0], false, (338, TiffFile.Short, [2]))));
    }

    [Fact]
    public void Decode_SeveralPages_IsTheFirstHoweverManyThereAre()
    {
        var picture = Picture.Busy(31, 21);
        var file = TiffFile.Create(31, 21, Rgb8, 2, picture.Rgb);

        // The directory that comes next is the one that says so: a ring.
        var next = 8 + 2 + (12 * 9);
        var ring = JpegFile.Patch(file, next, 8);
        Assert.Equal(picture.Rgb, Decoders.DecodeToArray(ring));
        Assert.True(Decoders.Default.Plan(ring).ScratchBytes >= Decoders.Default.Plan(file).ScratchBytes + file.Length);
        Assert.Equal(picture.Rgb, Decoders.DecodeToArray(JpegFile.Patch(file, next, 0xFF, 0xFF, 0xFF, 0x7F)));
    }

    [Theory]
    [InlineData(259, 7, "as a JPEG")]
    [InlineData(259, 4, "as a fax")]
    [InlineData(259, 34712, "by method 34712")]
    [InlineData(262, 5, "colours of kind 5")]
    [InlineData(262, 6, "colours of kind 6")]
    [InlineData(284, 2, "a plane of its own")]
    [InlineData(339, 3, "format 3")]
    [InlineData(258, 32, "32 bits")]
    public void Probe_KindThatIsNotRead_UnsupportedByName(ushort tag, uint value, string words)
    {
        uint[] values = tag == 258 ? [value, value, value] : [value];
        AssertRefused(TiffFile.Create(4, 4, Rgb8, 2, new byte[48], false, (tag, TiffFile.Short, values)), ImageErrorKind.Unsupported, words);
    }

    [Fact]
    public void Probe_TilesOfAnySize_AreBounded()
    {
        uint[] sizes = [100_000];
        AssertRefused(
            TiffFile.Create(4, 4, Rgb8, 2, new byte[48], false, (322, TiffFile.Long, sizes), (323, TiffFile.Long, sizes)), ImageErrorKind.Unsupported, "tiles");
    }

    [Fact]
    public void Probe_PiecesOverEachOther_Corrupt()
    {
        const int Strips = 100;
        byte[] data = new byte[3 * 4 * Strips];
        uint[] all = [.. Enumerable.Repeat((uint)data.Length, Strips)];
        uint[] place = [.. Enumerable.Repeat(8u, Strips)];
        AssertRefused(
            TiffFile.Create(4, Strips, Rgb8, 2, data, false, (273, TiffFile.Long, place), (278, TiffFile.Long, [1]), (279, TiffFile.Long, all)),
            ImageErrorKind.Corrupt,
            "pieces");
    }

    [Fact]
    public void Probe_DirectoryThatMakesNoSense_Corrupt()
    {
        AssertRefused(TiffFile.Create(0, 4, Rgb8, 2, new byte[48]), ImageErrorKind.Corrupt, "size");
        AssertRefused(TiffFile.Create(4, 4, Rgb8, 2, new byte[48], false, (278, TiffFile.Long, [1])), ImageErrorKind.Corrupt, "pieces");
        AssertRefused(TiffFile.Create(4, 4, Rgb8, 2, new byte[48], false, (278, TiffFile.Long, [0])), ImageErrorKind.Corrupt, "no rows");
        var file = TiffFile.Create(4, 4, Rgb8, 2, new byte[48]);
        AssertRefused(JpegFile.Patch(file, 4, 2), ImageErrorKind.Corrupt, "inside its header");

        // The second entry becomes another width, and then one of a million texts.
        AssertRefused(JpegFile.Patch(file, 22, 0, 1), ImageErrorKind.Corrupt, "twice");
        AssertRefused(JpegFile.Patch(file, 22 + 36, 0x0E, 1, 2, 0, 0, 0, 16, 0), ImageErrorKind.Corrupt, "its tags have");
    }

    [Fact]
    public void Scratch_OneStripOrTiles_CountsWhatIsUnpackedAtOnce()
    {
        var picture = Picture.Smooth(800, 640);
        long strips = Decoders.Default.Plan(Encode.Tiff(picture)).ScratchBytes;
        Assert.True(Decoders.Default.Plan(TiffFile.Create(800, 640, Rgb8, 2, picture.Rgb)).ScratchBytes >= strips + (3 * 800 * 500));
        Assert.True(Decoders.Default.Plan(Encode.Tiff(picture, tile: true)).ScratchBytes > strips);
    }

    private static void AssertRefused(byte[] file, ImageErrorKind kind, string words)
    {
        var error = Assert.Throws<ImageException>(() => Decoders.Default.Probe(file));
        Assert.Equal(kind, error.Kind);
        Assert.Contains(words, error.Message);
    }
}
