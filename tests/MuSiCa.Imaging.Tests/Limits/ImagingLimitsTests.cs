namespace MuSiCa.Imaging.Tests.Limits;

public class ImagingLimitsTests
{
    [Fact]
    public void Defaults_AreAsDocumented()
    {
        var limits = new ImagingLimits();
        Assert.Equal(32L * 1024 * 1024, limits.MaxEncodedBytes);
        Assert.Equal(50_000_000, limits.MaxPixels);
        Assert.Equal(30_000, limits.MaxWidth);
        Assert.Equal(30_000, limits.MaxHeight);
        Assert.Empty(limits.Validate());
    }

    [Fact]
    public void Validate_AllWrong_NamesEachWithItsValue()
    {
        var errors = new ImagingLimits { MaxEncodedBytes = 0, MaxPixels = -5, MaxWidth = 0, MaxHeight = -1 }.Validate();
        Assert.Equal(4, errors.Count);
        Assert.Contains("MaxEncodedBytes is 0", errors[0]);
        Assert.Contains("MaxPixels is -5", errors[1]);
        Assert.Contains("MaxWidth is 0", errors[2]);
        Assert.Contains("MaxHeight is -1", errors[3]);
    }

    [Fact]
    public void Validate_PixelsThatFitNoArray_Refused()
    {
        Assert.Empty(new ImagingLimits { MaxPixels = ImagingLimits.PixelCeiling }.Validate());
        var error = Assert.Single(new ImagingLimits { MaxPixels = ImagingLimits.PixelCeiling + 1 }.Validate());
        Assert.Contains("715827864", error);
    }

    [Fact]
    public void Validate_AxisBeyondWhatLibvipsAddresses_Refused() =>
        Assert.Contains("between 1 and 10000000", Assert.Single(new ImagingLimits { MaxHeight = 10_000_001 }.Validate()));

    [Fact]
    public void Decoder_LimitsThatMakeNoSense_Throws()
    {
        var error = Assert.Throws<ArgumentException>(() => new ImageDecoder(new ImagingLimits { MaxWidth = 0 }));
        Assert.Contains("MaxWidth is 0", error.Message);
    }
}
