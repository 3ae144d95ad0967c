using MuSiCa.Inference;

namespace MuSiCa.Bench;

/// <summary>A frame of a sequence.</summary>
/// <param name="Index">Its number, from 0.</param>
/// <param name="Step">What it shows.</param>
/// <param name="Pixels">Interleaved RGB without gaps, <see cref="FrameRenderer.Width"/> x <see cref="FrameRenderer.Height"/>.</param>
internal sealed record SequenceFrame(int Index, SequenceStep Step, byte[] Pixels)
{
    private const double FramesPerSecond = 30;

    /// <summary>When it was taken.</summary>
    public TimeSpan Time => TimeSpan.FromSeconds(Index / FramesPerSecond);

    /// <summary>The pixels as the model takes them.</summary>
    public RgbPixels AsRgb() => new(Pixels, FrameRenderer.Width, FrameRenderer.Height);
}
