using System.Runtime.InteropServices;

namespace MuSiCa.Cascade;

// Working memory of one framing in progress; pooled, because a service frames several faces at once.
internal sealed class FrameScratch(FrameLayout frame)
{
    // Pixels are read four bytes at a time.
    private const int ReadSlack = 16;

    private byte[] _row = [];

    public ResampleTaps Horizontal { get; } = new(frame.Size);

    public ResampleTaps Vertical { get; } = new(frame.Size);

    /// <summary>One source row resampled horizontally: F red, F green, F blue values.</summary>
    public float[] Resampled { get; } = new float[FrameLayout.Channels * frame.Size];

    /// <summary>Sums of the frame's rows, each F red, F green, F blue values.</summary>
    public float[] Sums { get; } = new float[FrameLayout.Channels * frame.Size * frame.Size];

    /// <summary>Sums of four rows of a pyramid level.</summary>
    public ushort[] PyramidRow { get; } = new ushort[frame.Size];

    /// <summary>A copy of the needed part of a source row with room to read beyond its end.</summary>
    public ref byte CopyRow(ReadOnlySpan<byte> source)
    {
        if (_row.Length < source.Length + ReadSlack)
        {
            _row = GC.AllocateUninitializedArray<byte>(source.Length + ReadSlack);
        }

        source.CopyTo(_row);
        return ref MemoryMarshal.GetArrayDataReference(_row);
    }
}
