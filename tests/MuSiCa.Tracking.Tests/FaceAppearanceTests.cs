namespace MuSiCa.Tracking.Tests;

public sealed class FaceAppearanceTests
{
    [Fact]
    public void Likeness_SamePictureInOtherLight_IsOne() =>
        Assert.Equal(1, Grid(1).Likeness(Grid(1, gain: 0.5f, offset: 40)), 5);

    [Fact]
    public void Likeness_AnotherPicture_IsLow() => Assert.InRange(Grid(1).Likeness(Grid(2)), -0.3f, 0.3f);

    [Fact]
    public void Likeness_Negative_IsMinusOne() => Assert.Equal(-1, Grid(1).Likeness(Grid(1, gain: -1)), 5);

    [Fact]
    public void Likeness_FlatPicture_TellsNothing()
    {
        Assert.Equal(1, Grid(1).Likeness(Grid(1, gain: 0)));
        Assert.Equal(1, Grid(1, gain: 0).Likeness(Grid(2)));
    }

    [Fact]
    public void Map_FitOfATurnedScaledAndShiftedShape_TakesPointsAlong()
    {
        var random = new Random(3);
        float[] shape = [.. Enumerable.Range(0, 20).Select(_ => random.NextSingle())];
        var known = new ShapeFit(1.2f, -0.7f, 30, -4);
        float[] moved = new float[shape.Length];
        for (int i = 0; i < shape.Length; i += 2)
        {
            (moved[i], moved[i + 1]) = known.Map(shape[i], shape[i + 1]);
        }

        (float x, float y) = ShapeFit.Of(shape, moved).Map(0.3f, -0.2f);

        Assert.Equal(known.Map(0.3f, -0.2f).X, x, 3);
        Assert.Equal(known.Map(0.3f, -0.2f).Y, y, 3);
    }

    private static FaceAppearance Grid(int seed, float gain = 1, float offset = 0)
    {
        var random = new Random(seed);
        return FaceAppearance.FromGrid([.. Enumerable.Range(0, 256).Select(_ => (gain * 255 * random.NextSingle()) + offset)]);
    }
}
