namespace MuSiCa.Inference.Tests;

public sealed class OneEuroFilterTests
{
    private const float Side = 100;
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(40);

    [Fact]
    public void Apply_FirstFrame_ChangesNothing() => Assert.Equal([3f, 4f], Run(new OneEuroFilter(new SmoothingOptions()), [3, 4], Frame));

    [Fact]
    public void Apply_NoiseAtRest_IsMuchSmaller()
    {
        var filter = new OneEuroFilter(new SmoothingOptions());
        var random = new Random(1);
        double raw = 0;
        double smooth = 0;
        (float lastRaw, float lastSmooth) = (0, 0);
        for (int frame = 1; frame <= 200; frame++)
        {
            float value = 50 + ((float)random.NextDouble() - 0.5f);
            float filtered = Run(filter, [value], frame * Frame)[0];
            raw += Math.Abs(value - lastRaw);
            smooth += Math.Abs(filtered - lastSmooth);
            (lastRaw, lastSmooth) = (value, filtered);
        }

        Assert.InRange(smooth / raw, 0, 0.7);
    }

    [Fact]
    public void Apply_FastMotion_LagsLessThanASlowOneWould()
    {
        Assert.InRange(Lag(new SmoothingOptions()) / Lag(new SmoothingOptions(SmoothingOptions.DefaultMinCutoff, 0)), 0, 0.5);
    }

    [Fact]
    public void Apply_TimeStandsStillOrJumps_BeginsAnew()
    {
        var filter = new OneEuroFilter(new SmoothingOptions());
        Run(filter, [0], Frame);

        Assert.Equal([80f], Run(filter, [80], Frame));
        Assert.Equal([10f], Run(filter, [10], TimeSpan.Zero));
        Assert.Equal([90f], Run(filter, [90], TimeSpan.FromSeconds(60)));
    }

    private static float Lag(SmoothingOptions options)
    {
        var filter = new OneEuroFilter(options);
        float value = 0;
        float filtered = 0;
        for (int frame = 1; frame <= 50; frame++)
        {
            value = frame * 5;
            filtered = Run(filter, [value], frame * Frame)[0];
        }

        return value - filtered;
    }

    private static float[] Run(OneEuroFilter filter, float[] values, TimeSpan time)
    {
        float[] copy = [.. values];
        filter.Apply(copy, Side, time);
        return copy;
    }
}
