namespace MuSiCa.Inference;

/// <summary>Geometry of what a finder looks at: square views in three colour planes, answered cell by cell.</summary>
/// <param name="Size">Side of a view in input pixels.</param>
/// <param name="Stride">Side of a cell in input pixels; divides <paramref name="Size"/>.</param>
public sealed record ViewLayout(int Size, int Stride)
{
    /// <summary>Colour planes of a view: red, green, blue.</summary>
    public const int Channels = 3;

    /// <summary>Cells along a side.</summary>
    public int Cells => Size / Stride;

    /// <summary>Cells of a view.</summary>
    public int CellCount => Cells * Cells;

    /// <summary>Bytes of a view.</summary>
    public int ByteCount => Channels * Size * Size;

    /// <summary>Input coordinate of the middle of a view.</summary>
    public double Center => (Size - 1) / 2.0;
}
