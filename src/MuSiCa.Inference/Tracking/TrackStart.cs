namespace MuSiCa.Inference;

/// <summary>A face that a frame is to be searched for.</summary>
/// <param name="TrackId">Its track.</param>
/// <param name="Box">Where the cascade begins, in pixels of the upright image.</param>
/// <param name="State">What it means for the track if it is found.</param>
public readonly record struct TrackStart(ulong TrackId, BoundingBox Box, TrackState State);
