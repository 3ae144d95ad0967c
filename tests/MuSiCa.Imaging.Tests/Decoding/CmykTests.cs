using MuSiCa.Imaging.Tests.Support;

namespace MuSiCa.Imaging.Tests.Decoding;

public class CmykTests
{
    private const int Side = 16;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Decode_WithProfile_GivesThePrintedColours(int shrink)
    {
        const string profile = "cmyk";
        var (r, g, b) = Colour(Even(0, 0, 0, 0, profile), shrink);
        Assert.True(r > 245 && g > 245 && b > 245, $"paper is {r}, {g}, {b}");
        (r, g, b) = Colour(Even(0, 0, 0, 255, profile), shrink);
        Assert.True(r < 60 && g < 60 && b < 60, $"black is {r}, {g}, {b}");
        (r, g, b) = Colour(Even(255, 0, 0, 0, profile), shrink);
        Assert.True(r < 80 && g > 120 && b > 180, $"cyan is {r}, {g}, {b}");
        (r, g, b) = Colour(Even(0, 255, 0, 0, profile), shrink);
        Assert.True(r > 180 && g < 80 && b < 180, $"magenta is {r}, {g}, {b}");
        (r, g, b) = Colour(Even(0, 0, 255, 0, profile), shrink);
        Assert.True(r > 220 && g > 200 && b < 100, $"yellow is {r}, {g}, {b}");
    }

    [Theory]
    [InlineData(0, 0, 0, 0, 255, 255, 255)]
    [InlineData(0, 0, 0, 255, 0, 0, 0)]
    [InlineData(255, 0, 0, 0, 0, 255, 255)]
    [InlineData(0, 51, 102, 0, 255, 204, 153)]
    [InlineData(0, 51, 102, 51, 204, 163, 122)]
    public void Decode_WithoutProfile_TakesInkAndBlackFromThePaper(byte c, byte m, byte y, byte k, int r, int g, int b)
    {
        var colour = Colour(Even(c, m, y, k));
        Assert.InRange(colour.R, r - 1, r + 1);
        Assert.InRange(colour.G, g - 1, g + 1);
        Assert.InRange(colour.B, b - 1, b + 1);
    }

    [Fact]
    public void Decode_WithoutAdobesMark_TakenAsInvertedToo()
    {
        var marked = Even(200, 30, 60, 20);
        Assert.Equal(Colour(marked), Colour(JpegFile.Remove(marked, JpegFile.App14)));
    }

    [Fact]
    public void Decode_Ycck_ConvertedFirst()
    {
        var direct = Colour(Even(90, 90, 90, 40));
        var stored = Even(255 - 90, 127, 127, 40);
        var ycck = JpegFile.Patch(stored, JpegFile.Find(stored, JpegFile.App14) + 4 + 11, 2);
        var (r, g, b) = Colour(ycck);
        Assert.InRange(r, direct.R - 3, direct.R + 3);
        Assert.InRange(g, direct.G - 3, direct.G + 3);
        Assert.InRange(b, direct.B - 3, direct.B + 3);
    }

    [Fact]
    public void Decode_ProfileOfAnotherKindOrDamaged_AGeneralOneIsUsed()
    {
        var expected = Colour(Even(200, 30, 60, 20, "cmyk"));
        var random = new byte[4000];
        new Random(5).NextBytes(random);
        Assert.Equal(expected, Colour(JpegFile.Insert(Even(200, 30, 60, 20), 0xE2, [.. "ICC_PROFILE\0"u8, 1, 1, .. random])));
        Assert.Equal(expected, Colour(Even(200, 30, 60, 20, "srgb")));
    }

    [Fact]
    public void Decode_ProfileWhoseConnectionSpaceIsWrong_AGeneralOneIsUsed()
    {
        var jpeg = Even(200, 30, 60, 20, "cmyk");
        var profile = JpegFile.Find(jpeg, 0xE2) + 4 + 14;
        Assert.Equal(Colour(jpeg), Colour(JpegFile.Patch(jpeg, profile + 20, "RGB "u8.ToArray())));
    }

    [Fact]
    public void Decode_MutatedProfiles_NeverAnythingButColours()
    {
        var jpeg = Even(200, 30, 60, 20, "cmyk");
        var profile = JpegFile.Find(jpeg, 0xE2) + 4 + 14;
        var length = JpegFile.Find(jpeg, JpegFile.Frame) - profile;
        var count = Mutations.Count(300);
        for (var seed = 0; seed < count; seed++)
        {
            var random = new Random(seed);
            var mutated = (byte[])jpeg.Clone();
            for (var times = random.Next(1, 4); times > 0; times--)
            {
                // Most of it is tables, where damage is only another colour; header and directory are at the start.
                var at = random.Next(random.Next(4) == 0 ? length : 400);
                var bytes = new byte[random.Next(1, 5)];
                random.NextBytes(bytes);
                if (random.Next(3) == 0)
                {
                    "RGB LabXYZ CMYKGRAYlinkabstnmcl"u8.Slice(4 * random.Next(7), 4).CopyTo(bytes = new byte[4]);
                    at &= ~3;
                }

                bytes.AsSpan(0, Math.Min(bytes.Length, length - at)).CopyTo(mutated.AsSpan(profile + at));
            }

            _ = Colour(mutated);
        }
    }

    private static byte[] Even(byte c, byte m, byte y, byte k, string? profile = null) =>
        Encode.CmykJpeg([.. Enumerable.Repeat(new[] { c, m, y, k }, Side * Side).SelectMany(ink => ink)], Side, Side, profile);

    private static (byte R, byte G, byte B) Colour(byte[] jpeg, int shrink = 1)
    {
        var pixels = Decoders.DecodeToArray(jpeg, shrink);
        Assert.Equal(3 * (Side / shrink) * (Side / shrink), pixels.Length);
        return (pixels[0], pixels[1], pixels[2]);
    }
}
