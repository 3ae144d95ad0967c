namespace MuSiCa.Bench;

/// <summary>What the parts came to that follow faces; null where one was not run.</summary>
/// <param name="Track">Faces followed through sequences.</param>
/// <param name="Stream">Streams of frames against single requests.</param>
internal sealed record TrackingParts(TrackResult? Track, StreamResult? Stream);
