using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace MuSiCa.Inference;

/// <summary>
/// A face ready for the stages: its pyramid, its normalisation, its place in the image and its progress. Comes from a
/// <see cref="FacePreparer"/> and goes back to its pool when disposed of; it must not be touched after that.
/// </summary>
public sealed class PreparedFace : IDisposable
{
    // Patches are read sixteen bytes at a time.
    private const int ReadSlack = 64;

    private readonly FacePreparer _owner;
    private readonly byte[] _pyramid;
    private int _rented;

    internal PreparedFace(FacePreparer owner, ModelPackage package)
    {
        _owner = owner;
        Frame = package.Frame;
        MemoryBytes = BytesOf(package);
        _pyramid = new byte[package.Frame.ByteCount + ReadSlack];
        Progress = new FaceProgress(package.Landmarks.Count, package.HiddenSize);
    }

    /// <summary>The geometry of the pyramid.</summary>
    public FrameLayout Frame { get; }

    /// <summary>The box the face was framed by.</summary>
    public BoundingBox Box { get; internal set; }

    /// <summary>From frame pixels to pixels of the full-resolution image.</summary>
    public FrameTransform Transform { get; internal set; }

    /// <summary>Normalisation of the pixel values.</summary>
    public Normalization Normalization { get; internal set; }

    /// <summary>How far the face has come.</summary>
    public FaceProgress Progress { get; }

    /// <summary>Bytes of memory the face holds until it is disposed of.</summary>
    public long MemoryBytes { get; }

    /// <summary>Bytes of memory that any face of a model holds.</summary>
    public static long BytesOf(ModelPackage package)
    {
        ArgumentNullException.ThrowIfNull(package);
        return package.Frame.ByteCount + ReadSlack + (((6L * package.Landmarks.Count) + package.HiddenSize) * sizeof(float));
    }

    /// <summary>A copy of the landmarks as they are now: x0, y0, x1, y1, … in pixels of the upright full-resolution image.</summary>
    public ImmutableArray<float> CopyLandmarks()
    {
        float[] points = new float[Progress.Shape.Length];
        Transform.ToImage(Progress.Shape, points);
        return ImmutableCollectionsMarshal.AsImmutableArray(points);
    }

    /// <summary>
    /// A copy of the distances that the landmarks are expected to have from their true places, in pixels of the upright full-resolution
    /// image; empty where the model predicts none.
    /// </summary>
    public ImmutableArray<float> CopySpread()
    {
        float[] spread = new float[Progress.Spread.Length];
        for (int i = 0; i < spread.Length; i++)
        {
            spread[i] = (float)(Progress.Spread[i] * Transform.PixelsPerFramePixel);
            if (!float.IsFinite(spread[i]))
            {
                return [];
            }
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(spread);
    }

    /// <summary>Takes the face back to its start shape, as if no stage had run.</summary>
    /// <param name="package">The model that it was prepared for.</param>
    public void Restart(ModelPackage package)
    {
        ArgumentNullException.ThrowIfNull(package);
        Progress.Reset(package.Frame, package.MeanShape);
    }

    /// <summary>The bytes of a pyramid level: red, green and blue plane.</summary>
    public ReadOnlySpan<byte> Level(int level) => _pyramid.AsSpan(Frame.LevelOffset(level), Frame.LevelByteCount(level));

    /// <summary>Gives the face back to the pool.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _rented, 0) == 1)
        {
            ReturnedMemory.Spoil(_pyramid);
            _owner.Return(this);
        }
    }

    internal Span<byte> Pyramid => _pyramid.AsSpan(0, Frame.ByteCount);

    // A level together with the bytes behind it, for reads that overshoot.
    internal ReadOnlySpan<byte> LevelWithSlack(int level) => _pyramid.AsSpan(Frame.LevelOffset(level));

    internal void MarkRented() => Volatile.Write(ref _rented, 1);
}

/// <summary>How far a face has come through the cascade. Belongs to one face and is changed by one thread at a time.</summary>
public sealed class FaceProgress
{
    private readonly float[] _shape;
    private readonly float[] _hidden;
    private readonly float[] _spread;

    internal FaceProgress(int landmarks, int hidden)
    {
        _shape = new float[2 * landmarks];
        _hidden = new float[hidden];
        _spread = new float[landmarks];
        Best = new BestPass(landmarks);
    }

    /// <summary>Number of stages that have run in this pass.</summary>
    public int Stages { get; internal set; }

    /// <summary>The pass that it is in, counted from 1.</summary>
    public int Pass { get; internal set; } = 1;

    /// <summary>Multiply-adds of all stages of all passes so far.</summary>
    public long MultiplyAdds { get; internal set; }

    /// <summary>
    /// Inter-ocular NME that the last stage expects, as a fraction (0.04 = 4 %); NaN before the first stage.
    /// </summary>
    public float PredictedError { get; internal set; } = float.NaN;

    /// <summary>
    /// By how much all stages still to come are expected to lower that error, as a fraction; NaN where the model does not predict it.
    /// </summary>
    public float PredictedGain { get; internal set; } = float.NaN;

    /// <summary>Current landmarks x0, y0, x1, y1, … in frame pixels.</summary>
    public ReadOnlySpan<float> Shape => _shape;

    /// <summary>Hidden state that the next stage takes.</summary>
    public ReadOnlySpan<float> Hidden => _hidden;

    /// <summary>How far landmarks are expected to be off, in frame pixels; NaN where the model does not predict it.</summary>
    public ReadOnlySpan<float> Spread => _spread;

    internal Span<float> MutableShape => _shape;

    internal Span<float> MutableSpread => _spread;

    /// <summary>How patches of the first stage are turned and scaled.</summary>
    internal Similarity Start { get; private set; } = Similarity.Identity;

    /// <summary>The best of the passes that are over.</summary>
    internal BestPass Best { get; }

    internal Span<float> MutableHidden => _hidden;

    internal void Reset(FrameLayout frame, ImmutableArray<float> meanShape)
    {
        Pass = 1;
        MultiplyAdds = 0;
        Best.Clear();
        Begin(Similarity.Identity, frame.Center, frame.Center, frame.BoxSide, meanShape);
    }

    /// <summary>Becomes as far as another face of the same model, but for the passes that are over.</summary>
    internal void CopyFrom(FaceProgress other)
    {
        Stages = other.Stages;
        Pass = other.Pass;
        MultiplyAdds = other.MultiplyAdds;
        PredictedError = other.PredictedError;
        PredictedGain = other.PredictedGain;
        Start = other.Start;
        other._shape.CopyTo(_shape, 0);
        other._hidden.CopyTo(_hidden, 0);
        other._spread.CopyTo(_spread, 0);
        Best.Clear();
    }

    /// <summary>Begins a pass from the mean shape, turned and scaled about a place of the frame.</summary>
    internal void Begin(Similarity start, double centerX, double centerY, int boxSide, ImmutableArray<float> meanShape)
    {
        Stages = 0;
        PredictedError = float.NaN;
        PredictedGain = float.NaN;
        Start = start;
        Array.Clear(_hidden);
        Array.Fill(_spread, float.NaN);
        for (int i = 0; i < _shape.Length; i += 2)
        {
            (double x, double y) = ((double)boxSide * meanShape[i], (double)boxSide * meanShape[i + 1]);
            _shape[i] = (float)(centerX + (start.A * x) - (start.B * y));
            _shape[i + 1] = (float)(centerY + (start.B * x) + (start.A * y));
        }
    }
}
