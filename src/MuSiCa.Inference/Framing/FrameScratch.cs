using System.Runtime.Intrinsics;

namespace MuSiCa.Inference;

// Working memory of one framing in progress; pooled, because a service frames several faces at once.
internal sealed class FrameScratch(int size)
{
    /// <summary>Rows of the frame that are worked on together.</summary>
    public const int Rows = 4;

    // A pixel is read as four values.
    private const int ReadSlack = 1;

    private readonly Vector128<float>[] _sums = new Vector128<float>[Rows * size];
    private float[] _lines = [];

    public ResampleTaps Horizontal { get; } = new(size);

    public ResampleTaps Vertical { get; } = new(size);

    /// <summary>Sums of four rows of a pyramid level.</summary>
    public ushort[] PyramidRow { get; } = new ushort[size];

    /// <summary>The weighted sum of some image rows for one of the <see cref="Rows"/>, with room to read one value past its end.</summary>
    public Span<float> Line(int row, int values)
    {
        int stride = values + ReadSlack;
        if (_lines.Length < Rows * stride)
        {
            _lines = new float[Rows * stride];
        }

        return _lines.AsSpan(row * stride, values);
    }

    /// <summary>The pixels of one of the <see cref="Rows"/>: red, green, blue and a value that means nothing.</summary>
    public Span<Vector128<float>> Sums(int row) => _sums.AsSpan(row * size, size);
}
