namespace MuSiCa.Bench;

/// <summary>A batch of a simulated device.</summary>
/// <param name="Stage">The stage, counted from 0.</param>
/// <param name="Faces">Faces in it.</param>
/// <param name="Begin">When it began.</param>
/// <param name="End">When it was through.</param>
internal readonly record struct SimulatedBatch(int Stage, int Faces, TimeSpan Begin, TimeSpan End);
