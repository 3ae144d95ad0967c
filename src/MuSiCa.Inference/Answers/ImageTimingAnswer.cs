namespace MuSiCa.Inference;

/// <summary>Where the time of an image went before its faces were handed to the model, in milliseconds.</summary>
/// <param name="Receive">From the first byte of the request until all of its body was there; the same for every image of it.</param>
/// <param name="Wait">Waiting to be prepared.</param>
/// <param name="Decode">Reading the header and the pixels.</param>
/// <param name="Frame">Cutting out the faces and building their pyramids.</param>
/// <param name="Find">Finding the faces; absent where their boxes were given.</param>
public sealed record ImageTimingAnswer(double Receive, double Wait, double Decode, double Frame, double? Find = null);
