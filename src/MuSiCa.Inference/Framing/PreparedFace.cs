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
        return package.Frame.ByteCount + ReadSlack + (((2L * package.Landmarks.Count) + package.HiddenSize) * sizeof(float));
    }

    /// <summary>A copy of the landmarks as they are now: x0, y0, x1, y1, … in pixels of the upright full-resolution image.</summary>
    public ImmutableArray<float> CopyLandmarks()
    {
        float[] points = new float[Progress.Shape.Length];
        Transform.ToImage(Progress.Shape, points);
        return ImmutableCollectionsMarshal.AsImmutableArray(points);
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
