namespace MuSiCa.Bench;

/// <summary>When the faces of an open load are due.</summary>
internal static class PoissonArrivals
{
    /// <summary>Times from the start, ascending; the same for the same seed.</summary>
    public static TimeSpan[] Draw(double perSecond, double seconds, int seed)
    {
        var random = new Random(seed);
        List<TimeSpan> times = [];
        for (double at = Step(); at < seconds; at += Step())
        {
            times.Add(TimeSpan.FromSeconds(at));
        }

        return [.. times];

        double Step() => -Math.Log(1 - random.NextDouble()) / perSecond;
    }
}
