namespace MuSiCa.Bench;

/// <summary>A stage at a batch size.</summary>
/// <param name="Stage">The stage, counted from 1.</param>
/// <param name="Batch">Faces in a batch.</param>
/// <param name="Milliseconds">Time of a batch.</param>
/// <param name="Fastest">Time of a batch in the fastest round: what the device takes when nobody disturbs it.</param>
/// <param name="FacesPerSecond">Faces a second, of all threads together.</param>
internal sealed record CeilingCell(int Stage, int Batch, double Milliseconds, double Fastest, double FacesPerSecond);
