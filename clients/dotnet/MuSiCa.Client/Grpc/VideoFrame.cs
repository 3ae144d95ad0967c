namespace MuSiCa.Client;

/// <summary>One picture of a video, with what is known of it.</summary>
public sealed record VideoFrame
{
    /// <summary>From an image file.</summary>
    /// <param name="file">Its bytes, which must not change until the frame is answered.</param>
    public VideoFrame(ReadOnlyMemory<byte> file)
    {
        File = file;
    }

    /// <summary>From samples as they lie in memory.</summary>
    public VideoFrame(Pixels pixels)
    {
        Pixels = pixels;
    }

    /// <summary>When it was taken, from any origin; by default the time of its arrival.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Given back with the answer; by default frames are counted from 0.</summary>
    public long? Id { get; init; }

    /// <summary>Where faces are.</summary>
    public IReadOnlyList<Box> Boxes { get; init; } = [];

    internal ReadOnlyMemory<byte> File { get; }

    internal Pixels? Pixels { get; }
}

/// <summary>Samples as they lie in memory, upright.</summary>
/// <param name="Format">How a pixel lies.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Data">All rows. They must not change until they are answered.</param>
/// <param name="Stride">Bytes from one row to the next; 0 where rows follow each other without a gap.</param>
public sealed record Pixels(PixelFormat Format, int Width, int Height, ReadOnlyMemory<byte> Data, int Stride = 0);

/// <summary>How a pixel lies in memory.</summary>
public enum PixelFormat
{
    /// <summary>Red, green, blue: three bytes.</summary>
    Rgb,

    /// <summary>Blue, green, red: three bytes.</summary>
    Bgr,

    /// <summary>One byte.</summary>
    Grey,
}

/// <summary>How the faces of a video are followed. What is not set is up to the service.</summary>
public sealed record TrackOptions
{
    /// <summary>When a face may leave the cascade, which model, whether somebody waits; its boxes and what is to be found are not used.</summary>
    public LocateOptions Limits { get; init; } = new();

    /// <summary>Answers the newest frame and skips those before it.</summary>
    public bool Latest { get; init; }

    /// <summary>Steadies the landmarks by a One-Euro filter.</summary>
    public Smoothing? Smoothing { get; init; }

    /// <summary>Faces followed at the same time.</summary>
    public int MaxFaces { get; init; }

    /// <summary>From one search for new faces to the next; zero for none.</summary>
    public TimeSpan? FindInterval { get; init; }

    /// <summary>Longer side of the smallest faces searched for, in pixels.</summary>
    public float MinFace { get; init; }
}

/// <summary>A One-Euro filter over the landmarks of each face; 0 for the service's own value.</summary>
/// <param name="MinCutoff">Cut-off frequency of a face at rest in hertz; lower is steadier.</param>
/// <param name="Beta">How fast the cut-off rises with speed; higher lags less.</param>
public sealed record Smoothing(float MinCutoff = 0, float Beta = 0);
