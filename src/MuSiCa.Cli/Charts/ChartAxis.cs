using System.Globalization;

namespace MuSiCa.Cli;

/// <summary>An axis: what it shows, from where to where, and where its ticks are.</summary>
/// <param name="Title">What it shows, with the unit.</param>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
internal sealed record ChartAxis(string Title, double Low, double High)
{
    private const int WantedTicks = 8;

    private static readonly double[] Steps = [1, 2, 2.5, 5, 10];

    /// <summary>An axis that holds some values with a little room around them.</summary>
    public static ChartAxis Around(string title, IEnumerable<double> values)
    {
        double[] all = [.. values];
        double low = all.Min();
        double high = all.Max();
        double room = high > low ? 0.06 * (high - low) : Math.Max(Math.Abs(high), 1) * 0.1;
        return new ChartAxis(title, low - room, high + room);
    }

    /// <summary>Round values on the axis.</summary>
    public IEnumerable<double> Ticks()
    {
        double step = Step();
        for (double index = Math.Ceiling((Low / step) - 1e-9); index * step <= High + (1e-9 * step); index++)
        {
            yield return index * step;
        }
    }

    /// <summary>How a tick is written: with the digits its step needs.</summary>
    public string Format(double tick)
    {
        double step = Step();
        int digits = Enumerable.Range(0, 6).First(count => count == 5 || Math.Abs(Math.Round(step, count) - step) < 1e-9 * step);

        // Adding 0 turns a negative zero into zero.
        return (Math.Round(tick, digits) + 0.0).ToString($"F{digits}", CultureInfo.InvariantCulture);
    }

    private double Step()
    {
        double rough = (High - Low) / WantedTicks;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return power * Steps.First(step => step * power >= rough * (1 - 1e-9));
    }
}
