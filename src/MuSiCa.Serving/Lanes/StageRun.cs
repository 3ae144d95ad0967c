namespace MuSiCa.Serving;

/// <summary>A batch that ran.</summary>
/// <param name="Stage">The stage, counted from 0.</param>
/// <param name="Rows">Rows that were computed.</param>
/// <param name="Elapsed">How long the device took.</param>
internal readonly record struct StageRun(int Stage, int Rows, TimeSpan Elapsed);
