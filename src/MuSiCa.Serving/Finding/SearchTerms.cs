namespace MuSiCa.Serving;

/// <summary>What a caller asks of a search.</summary>
/// <param name="Threshold">Least score of a find, above 0.</param>
/// <param name="Priority">The class in which its views wait.</param>
/// <param name="TimeLeft">How long the caller waits from now on; <see langword="null"/> without an end.</param>
public sealed record SearchTerms(float Threshold, FacePriority Priority, TimeSpan? TimeLeft);
