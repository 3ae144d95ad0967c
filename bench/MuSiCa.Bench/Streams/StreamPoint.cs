namespace MuSiCa.Bench;

/// <summary>A way to send frames under a load.</summary>
/// <param name="Way">The way.</param>
/// <param name="Streams">Streams, or connections with a request each, at a time.</param>
/// <param name="Figures">Medians over the rounds; of frames, not photos.</param>
/// <param name="OverRest">
/// Processor time of a frame over that of the same frame as a JPEG over REST, boxes or none alike; median over the rounds.
/// </param>
internal sealed record StreamPoint(StreamWay Way, int Streams, HttpFigures Figures, double OverRest);
