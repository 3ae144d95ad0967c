using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MuSiCa.Inference;

/// <summary>
/// Inputs and outputs of a stage for up to <see cref="Capacity"/> faces, allocated once in native memory and used again for
/// every batch and every stage of a model. Belongs to one thread at a time.
/// </summary>
public sealed class StageBatch : IDisposable
{
    private readonly NativeBuffer<byte> _patches;
    private readonly NativeBuffer<float> _normalization;
    private readonly NativeBuffer<float> _hiddenIn;
    private readonly NativeBuffer<float> _hiddenOut;
    private readonly NativeBuffer<float> _displacement;
    private readonly NativeBuffer<float> _predictedError;
    private readonly NativeBuffer<float> _predictedGain;
    private readonly NativeBuffer<float> _spread;
    private readonly Dictionary<(int Rows, int Patches), BoundTensors> _tensors = [];
    private int _count;
    private int _patchCount;

    /// <summary>Allocates a batch.</summary>
    /// <param name="shape">Sizes per face.</param>
    /// <param name="capacity">The largest number of faces, above 0.</param>
    public StageBatch(StageShape shape, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        Shape = shape;
        Capacity = capacity;
        _patches = new NativeBuffer<byte>(checked(capacity * shape.PatchBytes));
        _normalization = new NativeBuffer<float>(checked(capacity * 2));
        _hiddenIn = new NativeBuffer<float>(checked(capacity * shape.Hidden));
        _hiddenOut = new NativeBuffer<float>(checked(capacity * shape.Hidden));
        _displacement = new NativeBuffer<float>(checked(capacity * 2 * shape.Landmarks));
        _predictedError = new NativeBuffer<float>(capacity);
        _predictedGain = new NativeBuffer<float>(capacity);
        _predictedGain.Span.Fill(float.NaN);
        _spread = new NativeBuffer<float>(checked(capacity * shape.Landmarks));
        _spread.Span.Fill(float.NaN);
        _patchCount = shape.Patches;
    }

    /// <summary>Sizes per face.</summary>
    public StageShape Shape { get; }

    /// <summary>The largest number of faces.</summary>
    public int Capacity { get; }

    /// <summary>The number of faces now in the batch; they take the first rows of every span.</summary>
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

    /// <summary>The number of patches P that a face has in the stage at hand.</summary>
    public int PatchCount
    {
        get => _patchCount;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Shape.Patches);
            _patchCount = value;
        }
    }

    /// <summary>Input: patches, <c>[Capacity, P, 3, S, S]</c> with the P of <see cref="PatchCount"/>.</summary>
    public Span<byte> Patches => _patches.Span;

    /// <summary>Input: mean and inverse deviation of the pixels, <c>[Capacity, 2]</c>.</summary>
    public Span<float> Normalization => _normalization.Span;

    /// <summary>Input: hidden state of the stage before, <c>[Capacity, H]</c>.</summary>
    public Span<float> HiddenIn => _hiddenIn.Span;

    /// <summary>Output: hidden state, <c>[Capacity, H]</c>.</summary>
    public Span<float> HiddenOut => _hiddenOut.Span;

    /// <summary>Output: what to add to the landmarks, in frame pixels, <c>[Capacity, L, 2]</c>.</summary>
    public Span<float> Displacement => _displacement.Span;

    /// <summary>Output: expected inter-ocular NME as a fraction, <c>[Capacity]</c>.</summary>
    public Span<float> PredictedError => _predictedError.Span;

    /// <summary>Output: by how much later stages are expected to lower that error, <c>[Capacity]</c>; NaN where none is predicted.</summary>
    public Span<float> PredictedGain => _predictedGain.Span;

    /// <summary>
    /// Output: expected distance of each landmark from its true place, in frame pixels, <c>[Capacity, L]</c>; NaN where none is predicted.
    /// </summary>
    public Span<float> Spread => _spread.Span;

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        foreach (BoundTensors tensors in _tensors.Values)
        {
            tensors.Dispose();
        }

        _patches.Dispose();
        _normalization.Dispose();
        _hiddenIn.Dispose();
        _hiddenOut.Dispose();
        _displacement.Dispose();
        _predictedError.Dispose();
        _predictedGain.Dispose();
        _spread.Dispose();
    }

    // The same memory seen by ONNX Runtime as tensors of a number of rows; made once for each number.
    internal BoundTensors Tensors(int rows)
    {
        if (!_tensors.TryGetValue((rows, PatchCount), out BoundTensors? tensors))
        {
            tensors = Bind(rows);
            _tensors.Add((rows, PatchCount), tensors);
        }

        return tensors;
    }

    private BoundTensors Bind(int rows) => new(
        [
            (StageSignature.Patches,
                BoundTensors.Over(_patches, rows, PatchCount, FrameLayout.Channels, Shape.PatchSize, Shape.PatchSize)),
            (StageSignature.Normalization, BoundTensors.Over(_normalization, rows, 2)),
            (StageSignature.HiddenIn, BoundTensors.Over(_hiddenIn, rows, Shape.Hidden)),
        ],
        [
            (StageSignature.HiddenOut, BoundTensors.Over(_hiddenOut, rows, Shape.Hidden)),
            (StageSignature.Displacement, BoundTensors.Over(_displacement, rows, Shape.Landmarks, 2)),
            (StageSignature.PredictedError, BoundTensors.Over(_predictedError, rows)),
            (StageSignature.PredictedGain, BoundTensors.Over(_predictedGain, rows)),
            (StageSignature.Spread, BoundTensors.Over(_spread, rows, Shape.Landmarks)),
        ]);
}

/// <summary>The sizes of what goes into and comes out of a stage, per face.</summary>
/// <param name="Patches">Number of patches P, the most that any stage has.</param>
/// <param name="PatchSize">Side S of a patch in pixels.</param>
/// <param name="Landmarks">Number of landmarks L.</param>
/// <param name="Hidden">Values H of the hidden state.</param>
public readonly record struct StageShape(int Patches, int PatchSize, int Landmarks, int Hidden)
{
    /// <summary>Bytes of all patches of a face, in the stage with the most.</summary>
    public int PatchBytes => Patches * FrameLayout.Channels * PatchSize * PatchSize;

    /// <summary>What holds every stage of a model.</summary>
    public static StageShape Of(ModelPackage package)
    {
        ArgumentNullException.ThrowIfNull(package);
        return new StageShape(package.Stages.Max(static stage => stage.Patches.Length), package.Patch.Size, package.Landmarks.Count, package.HiddenSize);
    }
}

// What the ONNX file of a stage must look like to fit its package. The first dimension is the batch.
internal static class StageSignature
{
    public const string Patches = "patches";
    public const string Normalization = "normalization";
    public const string HiddenIn = "hidden";
    public const string HiddenOut = "hidden_out";
    public const string Displacement = "displacement";
    public const string PredictedError = "predicted_error";
    public const string PredictedGain = "predicted_gain";
    public const string Spread = "spread";

    public static void Check(
        InferenceSession session, ModelPackage package, StageDescription stage, string file, PackageErrors errors) => TensorSignature.Check(
        session,
        [
            new(Patches, TensorElementType.UInt8, [TensorSignature.Dynamic, stage.Patches.Length, FrameLayout.Channels, package.Patch.Size, package.Patch.Size]),
            new(Normalization, TensorElementType.Float, [TensorSignature.Dynamic, 2]),
            new(HiddenIn, TensorElementType.Float, [TensorSignature.Dynamic, package.HiddenSize]),
        ],
        [
            new(HiddenOut, TensorElementType.Float, [TensorSignature.Dynamic, package.HiddenSize]),
            new(Displacement, TensorElementType.Float, [TensorSignature.Dynamic, package.Landmarks.Count, 2]),
            new(PredictedError, TensorElementType.Float, [TensorSignature.Dynamic]),
            new(PredictedGain, TensorElementType.Float, [TensorSignature.Dynamic]) { IsOptional = !package.Exit.UsesGain },
            new(Spread, TensorElementType.Float, [TensorSignature.Dynamic, package.Landmarks.Count]) { IsOptional = true },
        ],
        file,
        errors);
}
