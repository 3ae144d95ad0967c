namespace MuSiCa.Bench;

/// <summary>A server under a load.</summary>
/// <param name="Server">Its name.</param>
/// <param name="Photos">Size of the photos.</param>
/// <param name="Connections">Requests at a time.</param>
/// <param name="Finds">Whether boxes were left out, so that the server found the faces; peers cannot.</param>
/// <param name="Figures">Medians over the rounds.</param>
internal sealed record HttpPoint(string Server, string Photos, int Connections, bool Finds, HttpFigures Figures)
{
    /// <summary>The server, and that it found the faces where it did.</summary>
    public string Label => Finds ? $"{Server}, faces found" : Server;
}
