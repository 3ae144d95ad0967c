using CsCheck;

namespace MuSiCa.Inference.Tests;

public sealed class SimilarityTests
{
    private const int BoxSide = 142;

    private static readonly ModelPackage Model = TinyModel.Package;

    [Fact]
    public void Fit_MovedShape_FindsTheMove() => Gen.Select(Gen.Float[-3.1f, 3.1f], Gen.Float[0.3f, 3.5f], Gen.Float[-500, 500], Gen.Float[-500, 500])
        .Sample((angle, scale, x, y) =>
        {
            (float a, float b) = (scale * MathF.Cos(angle), scale * MathF.Sin(angle));

            Similarity found = Similarity.Fit(Model.MeanShape, BoxSide, Shape(a, b, x, y));

            Assert.Equal(a, found.A, 1e-3f);
            Assert.Equal(b, found.B, 1e-3f);
            Assert.Equal(scale, found.Scale, 2e-3f);
        });

    [Theory]
    [InlineData(0.1f, 0.25f)]
    [InlineData(50f, 4f)]
    public void Fit_ScaleOutOfBounds_IsBroughtWithin(float scale, float expected)
    {
        Similarity found = Similarity.Fit(Model.MeanShape, BoxSide, Shape(0, scale, 5, 5));

        Assert.Equal(0, found.A, 1e-5f);
        Assert.Equal(expected, found.B, 1e-5f);
    }

    [Fact]
    public void Fit_AllInOnePoint_IsSmallAndUpright() =>
        Assert.Equal(new Similarity(0.25f, 0), Similarity.Fit(Model.MeanShape, BoxSide, Shape(0, 0, 7, 9)));

    [Theory]
    [InlineData(1f, 2, 2)]
    [InlineData(0.75f, 2, 2)]
    [InlineData(0.7f, 2, 1)]
    [InlineData(1.4f, 2, 2)]
    [InlineData(1.5f, 1, 2)]
    [InlineData(4f, 2, 3)]
    [InlineData(0.25f, 1, 0)]
    public void LevelFor_Scale_IsTheLevelThatShowsTheFaceAlike(float scale, int stageLevel, int expected) =>
        Assert.Equal(expected, new Similarity(scale, 0).LevelFor(stageLevel, levels: 4));

    private static float[] Shape(float a, float b, float x, float y)
    {
        float[] shape = new float[Model.MeanShape.Length];
        for (int i = 0; i < shape.Length; i += 2)
        {
            (float mx, float my) = (BoxSide * Model.MeanShape[i], BoxSide * Model.MeanShape[i + 1]);
            shape[i] = (a * mx) - (b * my) + x;
            shape[i + 1] = (b * mx) + (a * my) + y;
        }

        return shape;
    }
}
