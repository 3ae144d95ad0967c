namespace MuSiCa.Bench;

/// <summary>What the simulation of a device came to.</summary>
/// <param name="Device">The device in words.</param>
/// <param name="DeadlineMilliseconds">The time within which 99 % of the faces must be through.</param>
/// <param name="Rates">Every exit rate.</param>
internal sealed record SimulatedDevice(string Device, double DeadlineMilliseconds, IReadOnlyList<SimulatedRate> Rates)
{
    /// <summary>The rate at which the policies are held to their goals.</summary>
    public SimulatedRate At(double exitRate) => Rates.Single(rate => rate.ExitRate == exitRate);
}
