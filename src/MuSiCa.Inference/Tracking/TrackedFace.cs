namespace MuSiCa.Inference;

/// <summary>A face in a frame.</summary>
/// <param name="TrackId">Its track: the same over the frames, never given twice.</param>
/// <param name="State">What the frame means for the track.</param>
/// <param name="Alignment">Its landmarks, smoothed where that is on; <see langword="null"/> when it has left the picture.</param>
public sealed record TrackedFace(ulong TrackId, TrackState State, FaceAlignment? Alignment);
