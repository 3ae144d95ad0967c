namespace MuSiCa.Inference.Tests;

public sealed class ShapeFitTests
{
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
}
