using MuSiCa.Serving;

namespace MuSiCa.Bench;

/// <summary>Arrivals of one Poisson stream and the stage after which each face leaves.</summary>
/// <param name="Stages">Stages of the cascade.</param>
/// <param name="ExitRates">For each stage but the last, the share of its faces that leave after it.</param>
/// <param name="FacesPerSecond">Mean rate of arrivals.</param>
/// <param name="Faces">How many arrive.</param>
/// <param name="Seed">Same seed, same arrivals and exits, whatever the policy.</param>
internal sealed record SimulatedLoad(int Stages, IReadOnlyList<double> ExitRates, double FacesPerSecond, int Faces, int Seed)
{
    /// <summary>The mean number of stages.</summary>
    public double MeanStages
    {
        get
        {
            double mean = 1;
            double reach = 1;
            foreach (double rate in ExitRates)
            {
                reach *= 1 - rate;
                mean += reach;
            }

            return mean;
        }
    }

    /// <summary>The faces in the order of their arrival.</summary>
    /// <param name="model">What they wait for.</param>
    public IEnumerable<SimulatedFace> Arrivals(BatchModel model)
    {
        var random = new Random(Seed);
        double seconds = 0;
        for (int i = 0; i < Faces; i++)
        {
            // The exits first, so that they do not depend on the rate.
            int exitsAfter = 1;
            foreach (double rate in ExitRates)
            {
                if (random.NextDouble() < rate)
                {
                    break;
                }

                exitsAfter++;
            }

            seconds += -Math.Log(1 - random.NextDouble()) / FacesPerSecond;
            TimeSpan arrived = TimeSpan.FromSeconds(seconds);
            yield return new SimulatedFace(model) { ExitsAfter = exitsAfter, Arrived = arrived, Rank = arrived };
        }
    }
}
