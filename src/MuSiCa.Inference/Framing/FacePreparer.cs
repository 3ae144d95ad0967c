using System.Runtime.Intrinsics;

namespace MuSiCa.Inference;

/// <summary>Cuts faces out of images into their reference frame and builds their pyramids. Thread-safe.</summary>
public sealed class FacePreparer
{
    /// <summary>How many returned faces are kept for reuse by default.</summary>
    public const int DefaultRetainedFaces = 256;

    private readonly ModelPackage _package;
    private readonly BoundedPool<PreparedFace> _faces;
    private readonly BoundedPool<FrameScratch> _scratch;
    private readonly BoundedPool<ReducedImages> _reduced = new(Environment.ProcessorCount, static () => new ReducedImages());

    /// <summary>Creates a preparer for the frame of a model.</summary>
    /// <param name="package">The model.</param>
    /// <param name="retainedFaces">How many returned faces are kept for reuse.</param>
    public FacePreparer(ModelPackage package, int retainedFaces = DefaultRetainedFaces)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentOutOfRangeException.ThrowIfNegative(retainedFaces);
        _package = package;
        _faces = new BoundedPool<PreparedFace>(retainedFaces, () => new PreparedFace(this, package));
        _scratch = new BoundedPool<FrameScratch>(Environment.ProcessorCount, () => new FrameScratch(package.Frame.Size));
    }

    /// <summary>
    /// How many full-resolution pixels may become one pixel of a shrunk image without loss for a face with this box.
    /// </summary>
    public double MaxShrink(BoundingBox box) => Math.Max(1, box.Side / (double)_package.Frame.BoxSide);

    /// <summary>
    /// The part of a full-resolution image that a face with this box is cut out of, with what the filters need around it.
    /// May reach over the edges of the image.
    /// </summary>
    /// <param name="box">The face's box in full-resolution pixels.</param>
    /// <param name="shrink">How many full-resolution pixels became one of the image, at the most.</param>
    public BoundingBox FrameArea(BoundingBox box, double shrink)
    {
        FrameTransform transform = FrameTransform.Create(box, _package.Frame);
        double reach = (_package.Frame.Size * transform.PixelsPerFramePixel / 2) + transform.PixelsPerFramePixel + (2 * shrink);
        return new BoundingBox(
            (float)(transform.CenterX - reach), (float)(transform.CenterY - reach), (float)(2 * reach), (float)(2 * reach));
    }

    /// <summary>Frames a face. Pixels outside the image repeat its edge.</summary>
    /// <param name="image">The upright image, possibly shrunk.</param>
    /// <param name="mapping">Where the pixels of <paramref name="image"/> lie at full resolution.</param>
    /// <param name="box">The face's box in full-resolution pixels.</param>
    /// <returns>A face at its start shape, no stage run. Dispose of it to give its memory back.</returns>
    /// <exception cref="ArgumentException">The box or the mapping is not usable, see <see cref="BoxRules"/>.</exception>
    public PreparedFace Prepare(RgbPixels image, PixelMapping mapping, BoundingBox box)
    {
        ReducedImages reduced = _reduced.Rent();
        try
        {
            return Prepare(image, mapping, box, reduced);
        }
        finally
        {
            reduced.Dispose();
            _reduced.Return(reduced);
        }
    }

    /// <summary>Frames one of several faces of an image. Pixels outside the image repeat its edge.</summary>
    /// <param name="image">The upright image, possibly shrunk.</param>
    /// <param name="mapping">Where the pixels of <paramref name="image"/> lie at full resolution.</param>
    /// <param name="box">The face's box in full-resolution pixels.</param>
    /// <param name="reduced">Of this image, for all of its faces.</param>
    /// <returns>A face at its start shape, no stage run. Dispose of it to give its memory back.</returns>
    /// <exception cref="ArgumentException">The box or the mapping is not usable, see <see cref="BoxRules"/>.</exception>
    public PreparedFace Prepare(RgbPixels image, PixelMapping mapping, BoundingBox box, ReducedImages reduced)
    {
        ArgumentNullException.ThrowIfNull(reduced);
        if (BoxRules.Check(box) is { } problem)
        {
            throw new ArgumentException(problem, nameof(box));
        }

        if (!mapping.IsUsable)
        {
            throw new ArgumentException($"{mapping} has a scale that is not above 0 or a value that is not finite.", nameof(mapping));
        }

        PreparedFace face = _faces.Rent();
        face.MarkRented();
        FrameScratch scratch = _scratch.Rent();
        face.Box = box;
        face.Transform = FrameTransform.Create(box, _package.Frame);
        Span<byte> pyramid = face.Pyramid;
        Span<byte> finest = pyramid[.._package.Frame.LevelByteCount(0)];
        RgbPixels source = reduced.Select(image, ref mapping, face.Transform.PixelsPerFramePixel);
        FrameResampler.Resample(source, mapping, face.Transform, scratch, finest);
        Pyramid.Build(_package.Frame, pyramid, scratch.PyramidRow);
        face.Normalization = Normalization.Measure(finest);
        face.Progress.Reset(_package.Frame, _package.MeanShape);
        _scratch.Return(scratch);
        return face;
    }

    /// <summary>
    /// Copies a face with all that further stages take, its hidden state too. What it keeps of passes before the one that it is in is not
    /// copied.
    /// </summary>
    /// <param name="face">A face of the same model, which stays as it is; nothing may run on it meanwhile.</param>
    /// <returns>The copy, which belongs to this preparer. Dispose of it to give its memory back.</returns>
    public PreparedFace Copy(PreparedFace face)
    {
        ArgumentNullException.ThrowIfNull(face);
        PreparedFace copy = _faces.Rent();
        copy.MarkRented();
        copy.Box = face.Box;
        copy.Transform = face.Transform;
        copy.Normalization = face.Normalization;
        face.Pyramid.CopyTo(copy.Pyramid);
        copy.Progress.CopyFrom(face.Progress);
        return copy;
    }

    internal void Return(PreparedFace face) => _faces.Return(face);
}

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
