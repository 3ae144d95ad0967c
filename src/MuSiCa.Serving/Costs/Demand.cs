namespace MuSiCa.Serving;

/// <summary>How far the faces of a cascade go, and so what one takes. Changed and read under the dispatcher's lock.</summary>
internal sealed class Demand(BatchModel model)
{
    // Follows the last few hundred faces.
    private const double Weight = 0.005;

    private readonly double[] _reach = [.. Enumerable.Repeat(1.0, model.Queues.Length)];

    /// <summary>Notes that a face is through after a number of stages in each of its passes.</summary>
    public void Note(int ran, int passes = 1)
    {
        for (int stage = 0; stage < _reach.Length; stage++)
        {
            _reach[stage] += Weight * ((stage < ran ? passes : 0) - _reach[stage]);
        }
    }

    /// <summary>How long a number of faces takes in full batches on a number of lanes; null while nothing is measured.</summary>
    public TimeSpan? Estimate(double faces, int lanes)
    {
        if (!model.Costs.AreMeasured)
        {
            return null;
        }

        TimeSpan needed = default;
        for (int stage = 0; stage < _reach.Length; stage++)
        {
            needed += model.Queues[stage].Load(_reach[stage]);
        }

        return needed * (faces / Math.Max(1, lanes));
    }
}
