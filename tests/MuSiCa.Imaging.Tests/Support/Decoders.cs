namespace MuSiCa.Imaging.Tests.Support;

internal static class Decoders
{
    public static ImageDecoder Default { get; } = new(new ImagingLimits());

    /// <summary>Decodes to bytes that a test may keep.</summary>
    public static byte[] DecodeToArray(byte[] encoded, double maxShrink = 1)
    {
        using var image = Default.Decode(encoded, maxShrink);
        return image.Pixels.ToArray();
    }

    public static ImageErrorKind DecodeError(byte[] encoded, double maxShrink = 1) =>
        Assert.Throws<ImageException>(() => Default.Decode(encoded, maxShrink).Dispose()).Kind;
}
