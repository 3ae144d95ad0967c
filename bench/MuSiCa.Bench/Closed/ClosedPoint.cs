namespace MuSiCa.Bench;

/// <summary>A load of the closed loop and what it came to.</summary>
/// <param name="Policy">How batches were formed.</param>
/// <param name="Exits"><c>model</c> or <c>none</c>.</param>
/// <param name="Callers">How many brought faces.</param>
/// <param name="Figures">Medians over the rounds.</param>
internal sealed record ClosedPoint(string Policy, string Exits, int Callers, LoadFigures Figures)
{
    public static ClosedPoint Of(ClosedLoad load, IReadOnlyCollection<LoadFigures> rounds) =>
        new(load.Policy, load.LeavesEarly ? "model" : "none", load.Callers, LoadFigures.Median(rounds));
}
