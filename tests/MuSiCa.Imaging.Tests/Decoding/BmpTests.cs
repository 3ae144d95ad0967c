using System.Buffers.Binary;
using MuSiCa.Imaging.Tests.Support;

namespace MuSiCa.Imaging.Tests.Decoding;

public class BmpTests
{
    private const int Width = 37;
    private const int Height = 11;

    [Fact]
    public void Decode_24Bits_IsThePicture()
    {
        var picture = Picture.Busy(Width, Height);
        Assert.Equal(picture.Rgb, Decoders.DecodeToArray(BmpFile.Of(picture)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(24)]
    public void Decode_AnyDepth_IsWhatTheOracleSays(ushort depth)
    {
        var rows = Rows(depth);
        byte[]? palette = depth > 8 ? null : [.. Enumerable.Range(0, 4 << depth).Select(static i => (byte)(i % 4 == 3 ? 0 : i * 37))];
        Assert.InRange(Oracle.Difference(BmpFile.Create(Width, Height, depth, rows, palette)).Most, 0, 1);
        Assert.InRange(Oracle.Difference(BmpFile.Create(Width, -Height, depth, rows, palette)).Most, 0, 1);
    }

    [Fact]
    public void Decode_32BitsWithoutAlpha_IgnoresTheFourthByte()
    {
        var picture = Picture.Busy(Width, 1);
        byte[] row = [.. picture.Rgb.Chunk(3).SelectMany(static rgb => new byte[] { rgb[2], rgb[1], rgb[0], 0 })];
        Assert.Equal(picture.Rgb, Decoders.DecodeToArray(BmpFile.Create(Width, 1, 32, row)));
    }

    [Fact]
    public void Decode_Masks_AreReadAtTheirBits()
    {
        byte[] row = [0x1F, 0xF8, 0xE0, 0x07];
        Assert.Equal([255, 0, 255, 0, 255, 0], Decoders.DecodeToArray(BmpFile.Create(2, 1, 16, row, null, 0xF800, 0x07E0, 0x001F)));

        // Ten bits a colour, and a colour that has none.
        var pixel = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(pixel, 0x3FF00000);
        Assert.Equal([255, 0, 0], Decoders.DecodeToArray(BmpFile.Create(1, 1, 32, pixel, null, 0x3FF00000, 0x000FFC00, 0)));
    }

    [Fact]
    public void Decode_IndexBehindThePalette_IsBlack() =>
        Assert.Equal([0, 0, 0], Decoders.DecodeToArray(BmpFile.Create(1, 1, 8, [9, 0, 0, 0], [255, 255, 255, 0])));

    [Fact]
    public void Probe_RunLengths_UnsupportedByName()
    {
        var file = BmpFile.Create(4, 4, 8, new byte[16], new byte[1024]);
        file[30] = 1;
        var error = Assert.Throws<ImageException>(() => Decoders.Default.Probe(file));
        Assert.Equal(ImageErrorKind.Unsupported, error.Kind);
        Assert.Contains("compressed", error.Message);
    }

    [Theory]
    [InlineData(18, 0)]
    [InlineData(22, 0)]
    [InlineData(22, int.MinValue)]
    [InlineData(10, 20)]
    [InlineData(28, 7)]
    public void Probe_HeaderThatMakesNoSense_Corrupt(int at, int value)
    {
        var file = BmpFile.Create(4, 4, 24, new byte[48]);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
        Assert.Equal(ImageErrorKind.Corrupt, Assert.Throws<ImageException>(() => Decoders.Default.Probe(file)).Kind);
    }

    [Fact]
    public void Probe_LargestThereIs_RefusedFromItsHeader()
    {
        var file = BmpFile.Create(int.MaxValue, int.MaxValue, 32, []);
        Assert.Equal(ImageErrorKind.TooWide, Assert.Throws<ImageException>(() => Decoders.Default.Probe(file)).Kind);
        var generous = new ImageDecoder(new ImagingLimits { MaxWidth = ImagingLimits.AxisCeiling, MaxHeight = ImagingLimits.AxisCeiling });
        file = BmpFile.Create(10_000_000, 10_000_000, 32, []);
        Assert.Equal(ImageErrorKind.TooManyPixels, Assert.Throws<ImageException>(() => generous.Probe(file)).Kind);
    }

    private static byte[] Rows(int depth)
    {
        var rows = new byte[((Width * depth) + 31) / 32 * 4 * Height];
        new Random(depth).NextBytes(rows);
        if (depth == 16)
        {
            // The sixteenth bit is alpha to the oracle.
            for (var i = 1; i < rows.Length; i += 2)
            {
                rows[i] |= 0x80;
            }
        }

        return rows;
    }
}
