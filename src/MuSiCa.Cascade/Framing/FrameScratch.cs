namespace MuSiCa.Cascade;

// Working memory of one framing in progress; pooled, because a service frames several faces at once.
internal sealed class FrameScratch(FrameLayout frame)
{
    // A pixel is read as four values.
    private const int ReadSlack = 1;

    private float[] _line = [];

    public ResampleTaps Horizontal { get; } = new(frame.Size);

    public ResampleTaps Vertical { get; } = new(frame.Size);

    /// <summary>One row of the frame: F red, F green, F blue values.</summary>
    public float[] Resampled { get; } = new float[FrameLayout.Channels * frame.Size];

    /// <summary>Sums of four rows of a pyramid level.</summary>
    public ushort[] PyramidRow { get; } = new ushort[frame.Size];

    /// <summary>Room for the weighted sum of some image rows, and to read one value past its end.</summary>
    public Span<float> Line(int values)
    {
        if (_line.Length < values + ReadSlack)
        {
            _line = new float[values + ReadSlack];
        }

        return _line.AsSpan(0, values + ReadSlack);
    }
}
