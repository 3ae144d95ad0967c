using MuSiCa.Inference;

namespace MuSiCa.Bench;

/// <summary>A face of a photo.</summary>
/// <param name="Box">Its box, as a detector gives it, in pixels of the photo.</param>
/// <param name="Truth">Its landmarks by hand x0, y0, x1, y1, … in pixels of the photo; null without.</param>
internal sealed record SequenceFace(BoundingBox Box, double[]? Truth)
{
    /// <summary>What the model finds in the photo itself with all its stages.</summary>
    public double[] Still { get; init; } = [];

    /// <summary>The same face in a photo that begins elsewhere.</summary>
    public SequenceFace Shift(int x, int y) => new(Box with { X = Box.X + x, Y = Box.Y + y }, Truth is null ? null : Shift(Truth, x, y))
    {
        Still = Shift(Still, x, y),
    };

    private static double[] Shift(double[] points, int x, int y) => [.. points.Select((value, index) => value + (index % 2 == 0 ? x : y))];
}
