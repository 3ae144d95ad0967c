namespace MuSiCa.Bench;

/// <summary>A load of the closed loop.</summary>
/// <param name="Policy">How batches are formed.</param>
/// <param name="LeavesEarly">Whether faces leave as the model's calibration says, or run every stage.</param>
/// <param name="Callers">How many bring faces.</param>
internal sealed record ClosedLoad(string Policy, bool LeavesEarly, int Callers);
