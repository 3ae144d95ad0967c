namespace MuSiCa.Inference;

/// <summary>How faces are followed.</summary>
public sealed record TrackerOptions
{
    /// <summary>Faces followed at the same time, above 0.</summary>
    public int MaxFaces { get; init; } = 16;

    /// <summary>Frames for which the place of a lost face is remembered, so that it comes back under its number.</summary>
    public int RememberedFrames { get; init; } = 30;

    /// <summary>Smoothing of the landmarks; <see langword="null"/> for none.</summary>
    public SmoothingOptions? Smoothing { get; init; }
}
