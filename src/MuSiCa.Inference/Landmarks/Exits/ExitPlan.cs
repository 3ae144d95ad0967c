namespace MuSiCa.Inference;

/// <summary>Limits resolved for one model.</summary>
/// <param name="Threshold">A predicted error below this fraction lets a face leave early.</param>
/// <param name="Stages">The last stage a face may run, counted from 1.</param>
/// <param name="GainThreshold">A predicted gain below this fraction lets a face leave early too; 0 where none does.</param>
public readonly record struct ExitPlan(float Threshold, int Stages, float GainThreshold = 0);
