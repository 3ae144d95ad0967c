namespace MuSiCa.Inference.Tests;

public sealed class SquareResamplerTests
{
    private static readonly SquareResampler Squares = new(32);
    private static readonly TestImage Image = TestImage.Noise(70, 61, seed: 5);

    [Fact]
    public void Resample_FramesTransform_GivesTheFrame()
    {
        var frame = new FrameLayout(20, 0.3, 32, 1);
        var box = new BoundingBox(20.3f, 17.6f, 33.7f, 28.9f);
        byte[] planes = new byte[Squares.ByteCount];

        Squares.Resample(Image.Pixels, PixelMapping.Identity, FrameTransform.Create(box, frame), planes);

        FacePreparerTests.AssertRounded(FrameReference.Resample(Image, PixelMapping.Identity, box, frame), planes);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(1, 0)]
    [InlineData(1, double.PositiveInfinity)]
    [InlineData(1, 1e8)]
    public void Resample_SenselessScale_IsRefused(double scale, double ratio) => Assert.Throws<ArgumentException>(() =>
        Squares.Resample(Image.Pixels, new(scale, scale, 0, 0), new(30, 30, ratio, 15.5), new byte[Squares.ByteCount]));

    [Fact]
    public void Resample_NoRoom_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() =>
        Squares.Resample(Image.Pixels, PixelMapping.Identity, new(30, 30, 1, 15.5), new byte[Squares.ByteCount - 1]));
}
