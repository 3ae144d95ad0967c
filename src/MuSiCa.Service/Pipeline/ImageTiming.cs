namespace MuSiCa.Service.Pipeline;

/// <summary>Where the time of an image went before its faces were handed to the model.</summary>
/// <param name="Received">From the first byte of the request until all of its body was there.</param>
/// <param name="Waited">Waiting to be prepared.</param>
/// <param name="Decoded">Reading header and pixels.</param>
/// <param name="Framed">Cutting out the faces and building their pyramids.</param>
/// <param name="Found">Finding the faces; null where boxes were given.</param>
internal readonly record struct ImageTiming(
    TimeSpan Received, TimeSpan Waited, TimeSpan Decoded, TimeSpan Framed, TimeSpan? Found = null);
