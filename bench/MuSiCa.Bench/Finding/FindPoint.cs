namespace MuSiCa.Bench;

/// <summary>Photos of one size under one load, with their boxes and without.</summary>
/// <param name="Photos">Size of the photos.</param>
/// <param name="Connections">Requests at a time.</param>
/// <param name="Given">Medians over the rounds where boxes are given.</param>
/// <param name="Found">Medians over the rounds where faces are found.</param>
/// <param name="AddedMilliseconds">Median over the rounds of what finding adds to the median latency.</param>
/// <param name="CostRatio">Median over the rounds of the processor time of a photo, found over given.</param>
internal sealed record FindPoint(
    string Photos, int Connections, HttpFigures Given, HttpFigures Found, double AddedMilliseconds, double CostRatio);
