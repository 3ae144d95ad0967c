namespace MuSiCa.Bench;

/// <summary>A server under a load.</summary>
/// <param name="Server">Its name.</param>
/// <param name="Photos">Size of the photos.</param>
/// <param name="Connections">Requests at a time.</param>
/// <param name="Figures">Medians over the rounds.</param>
internal sealed record HttpPoint(string Server, string Photos, int Connections, HttpFigures Figures);
