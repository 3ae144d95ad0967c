using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>How much callers want at once: as many connections that never pause, or arrivals whether answers come or not.</summary>
/// <param name="Connections">Callers that each send their next request when they have an answer; 0 for arrivals.</param>
/// <param name="Factor">Arrivals a second over the measured capacity; 0 for connections.</param>
/// <param name="IsTimed">Whether requests name a timeout.</param>
/// <param name="IsImpatient">Whether callers who are refused ask again at once.</param>
internal sealed record OverloadLoad(int Connections, double Factor, bool IsTimed, bool IsImpatient = false)
{
    /// <summary>Callers from which on a closed loop asks for all that the service can do.</summary>
    public const int Saturating = 16;

    private static readonly int[] AllConnections = [4, Saturating, 64, 300];
    private static readonly double[] AllFactors = [1, 1.6, 4, 10, 25];
    private static readonly double[] QuickFactors = [1, 4, 25];

    /// <summary>How reports call it.</summary>
    public string Name => Connections > 0
        ? Invariant($"{Connections} connections{(IsImpatient ? ", never waiting" : string.Empty)}")
        : Invariant($"{Factor} × capacity");

    /// <summary>Every load of a mix in the order in which they run, the saturating closed loop among the first.</summary>
    /// <param name="isQuick">Whether fewer are enough.</param>
    /// <param name="mix">Number of the mix: half of the loads name a timeout, in every second mix the other half.</param>
    /// <param name="isImpatient">Whether the load of callers that never wait is among them.</param>
    public static OverloadLoad[] All(bool isQuick, int mix, bool isImpatient)
    {
        (int Connections, double Factor)[] loads =
        [
            .. AllConnections.Select(static connections => (connections, 0.0)),
            .. (isQuick ? QuickFactors : AllFactors).Select(static factor => (0, factor)),
        ];
        OverloadLoad[] polite =
            [.. loads.Select((load, index) => new OverloadLoad(load.Connections, load.Factor, (index + mix) % 2 == 1))];
        return isImpatient ? [.. polite, new OverloadLoad(AllConnections[^1], 0, false, IsImpatient: true)] : polite;
    }

    /// <summary>The answers a second that it asks for.</summary>
    /// <param name="capacity">What the service can do.</param>
    /// <returns>The rate of arrivals; of few connections nothing can be said, 0; of many it is no less than the capacity.</returns>
    public double Asked(double capacity) => Connections == 0 ? Factor * capacity
        : Connections >= Saturating ? capacity
        : 0;
}
