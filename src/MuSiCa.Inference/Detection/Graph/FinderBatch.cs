using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MuSiCa.Inference;

/// <summary>
/// Inputs and outputs of a finder for up to <see cref="Capacity"/> views, of one image or of many, allocated once in native memory
/// and used again for every batch. Belongs to one thread at a time.
/// </summary>
public sealed class FinderBatch : IDisposable
{
    /// <summary>Numbers of a box: x0, y0, x1, y1.</summary>
    public const int Edges = 4;

    private readonly NativeBuffer<byte> _pixels;
    private readonly NativeBuffer<float> _score;
    private readonly NativeBuffer<float> _box;
    private readonly BoundTensors?[] _tensors;
    private int _count;

    /// <summary>Allocates a batch.</summary>
    /// <param name="layout">The views.</param>
    /// <param name="capacity">The largest number of views, above 0.</param>
    public FinderBatch(ViewLayout layout, int capacity)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        Layout = layout;
        Capacity = capacity;
        _pixels = new NativeBuffer<byte>(checked(capacity * layout.ByteCount));
        _score = new NativeBuffer<float>(checked(capacity * layout.CellCount));
        _box = new NativeBuffer<float>(checked(capacity * Edges * layout.CellCount));
        _tensors = new BoundTensors?[capacity + 1];
    }

    /// <summary>The views.</summary>
    public ViewLayout Layout { get; }

    /// <summary>The largest number of views.</summary>
    public int Capacity { get; }

    /// <summary>The number of views now in the batch; they take the first rows of every span.</summary>
    public int Count
    {
        get => _count;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Capacity);
            _count = value;
        }
    }

    /// <summary>Input: pixels, <c>[Capacity, 3, size, size]</c>.</summary>
    public Span<byte> Pixels => _pixels.Span;

    /// <summary>
    /// Output: probability that a cell holds the centre of a face, 0 where a neighbour's is higher, <c>[Capacity, cells, cells]</c>.
    /// </summary>
    public Span<float> Score => _score.Span;

    /// <summary>Output: x0, y0, x1, y1 of the face in input pixels of its view, <c>[Capacity, 4, cells, cells]</c>.</summary>
    public Span<float> Box => _box.Span;

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        foreach (BoundTensors? tensors in _tensors)
        {
            tensors?.Dispose();
        }

        _pixels.Dispose();
        _score.Dispose();
        _box.Dispose();
    }

    // The same memory seen by ONNX Runtime as tensors of a number of rows; made once for each number.
    internal BoundTensors Tensors(int rows) => _tensors[rows] ??= new BoundTensors(
        [(FinderSignature.Pixels, BoundTensors.Over(_pixels, rows, ViewLayout.Channels, Layout.Size, Layout.Size))],
        [
            (FinderSignature.Score, BoundTensors.Over(_score, rows, Layout.Cells, Layout.Cells)),
            (FinderSignature.Box, BoundTensors.Over(_box, rows, Edges, Layout.Cells, Layout.Cells)),
        ]);
}

// What the ONNX file of a finder must look like to fit its package. The first dimension is the batch.
internal static class FinderSignature
{
    public const string Pixels = "pixels";
    public const string Score = "score";
    public const string Box = "box";

    public static void Check(InferenceSession session, ViewLayout layout, string file, PackageErrors errors) => TensorSignature.Check(
        session,
        [new(Pixels, TensorElementType.UInt8, [TensorSignature.Dynamic, ViewLayout.Channels, layout.Size, layout.Size])],
        [
            new(Score, TensorElementType.Float, [TensorSignature.Dynamic, layout.Cells, layout.Cells]),
            new(Box, TensorElementType.Float, [TensorSignature.Dynamic, FinderBatch.Edges, layout.Cells, layout.Cells]),
        ],
        file,
        errors);
}
