namespace MuSiCa.Bench;

/// <summary>Finds the largest load that a policy carries.</summary>
internal static class SustainedLoad
{
    private const double Share = 0.99;
    private const double Precision = 0.002;

    /// <summary>The largest rate at which 99 % of the faces are through within a time.</summary>
    public static double Find(DeviceCosts device, string policy, SimulatedLoad load, double milliseconds)
    {
        // All of the device in full batches: more no policy can carry.
        double batch = Enumerable.Range(0, load.Stages).Average(stage => device.Of(stage, device.BatchLimit).TotalSeconds);
        double carried = 0;
        double tooMuch = device.BatchLimit / batch / load.MeanStages * 1.05;
        while (tooMuch - carried > Precision * tooMuch)
        {
            double rate = (carried + tooMuch) / 2;
            SimulationResult result = Simulator.Run(device, policy, load with { FacesPerSecond = rate });
            if (result.Within(milliseconds) >= Share)
            {
                carried = rate;
            }
            else
            {
                tooMuch = rate;
            }
        }

        return carried;
    }
}
