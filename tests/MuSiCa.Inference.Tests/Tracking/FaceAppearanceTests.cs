namespace MuSiCa.Inference.Tests;

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

    private static FaceAppearance Grid(int seed, float gain = 1, float offset = 0)
    {
        var random = new Random(seed);
        return FaceAppearance.FromGrid([.. Enumerable.Range(0, 256).Select(_ => (gain * 255 * random.NextSingle()) + offset)]);
    }
}
