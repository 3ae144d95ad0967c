namespace MuSiCa.Inference.Tests;

public sealed class FrameResamplerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(30)]
    [InlineData(33)]
    [InlineData(35)]
    public void Resample_FrameOfAnySize_EqualsTheDefinition(int size)
    {
        AssertDefinition(TestImage.Noise(70, 61, seed: size), PixelMapping.Identity, new BoundingBox(20.3f, 17.6f, 33.7f, 28.9f), size);
        AssertDefinition(TestImage.Noise(70, 61, seed: size), PixelMapping.Identity, new BoundingBox(55, 50, 25, 31), size);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 37)]
    [InlineData(37, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 4)]
    [InlineData(16, 3)]
    [InlineData(17, 17)]
    public void Resample_SmallImage_EqualsTheDefinition(int width, int height)
    {
        TestImage image = TestImage.Noise(width, height, seed: width + height);
        foreach (float side in new[] { 0.7f, 3, 19, 150 })
        {
            AssertDefinition(image, PixelMapping.Identity, new BoundingBox((width - side) / 2, (height - side) / 2, side, side), 30);
            AssertDefinition(image, PixelMapping.Identity, new BoundingBox(width - 1, height - 1, side, side), 30);
            AssertDefinition(image, PixelMapping.Identity, new BoundingBox(0.5f - side, 0.5f - side, side, side), 30);
        }
    }

    [Theory]
    [InlineData(-5000, -4000, 60)]
    [InlineData(9000, 20, 60)]
    [InlineData(20, -9000, 400)]
    [InlineData(9e6f, 9e6f, 3)]
    public void Resample_BoxFarOutside_RepeatsTheNearestEdge(float x, float y, float side) =>
        AssertDefinition(TestImage.Noise(70, 61, seed: 12), PixelMapping.Identity, new BoundingBox(x, y, side, side), 32);

    [Theory]
    [InlineData(171)]
    [InlineData(400)]
    public void Resample_ManyPixelsPerFramePixel_EqualsTheDefinition(float side) =>
        AssertDefinition(TestImage.Noise(300, 270, seed: 13), PixelMapping.Identity, new BoundingBox(-40, -60.5f, side, side), 33);

    [Fact]
    public void Resample_AxesOfDifferentScale_EqualsTheDefinition() =>
        AssertDefinition(TestImage.Noise(90, 70, seed: 14), new PixelMapping(8, 0.3, 3.5, -7), new BoundingBox(100, 2, 200, 11), 31);

    private static void AssertDefinition(TestImage image, PixelMapping mapping, BoundingBox box, int size)
    {
        var frame = new FrameLayout(20, 0.3, size, 1);
        byte[] level = new byte[frame.ByteCount];
        var scratch = new FrameScratch(frame.Size);

        // Twice: what the first left in the scratch must not matter.
        for (int time = 0; time < 2; time++)
        {
            FrameResampler.Resample(image.Pixels, mapping, FrameTransform.Create(box, frame), scratch, level);

            FacePreparerTests.AssertRounded(FrameReference.Resample(image, mapping, box, frame), level);
        }
    }
}
