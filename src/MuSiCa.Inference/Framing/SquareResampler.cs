namespace MuSiCa.Inference;

/// <summary>
/// Cuts squares of a fixed number of pixels out of images, by the filter of the reference frame (docs/pipeline.md). Thread-safe;
/// allocates nothing after the first squares.
/// </summary>
public sealed class SquareResampler
{
    private readonly BoundedPool<FrameScratch> _scratch;

    /// <summary>Creates a resampler.</summary>
    /// <param name="size">Side of the squares in pixels, above 0.</param>
    public SquareResampler(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        Size = size;
        _scratch = new BoundedPool<FrameScratch>(Environment.ProcessorCount, () => new FrameScratch(size));
    }

    /// <summary>Side of the squares in pixels.</summary>
    public int Size { get; }

    /// <summary>Bytes of a square: red, green and blue plane.</summary>
    public int ByteCount => FrameLayout.Channels * Size * Size;

    /// <summary>Cuts out a square. Pixels outside the image repeat its edge.</summary>
    /// <param name="image">The upright image, possibly shrunk.</param>
    /// <param name="mapping">Where the pixels of <paramref name="image"/> lie at full resolution.</param>
    /// <param name="transform">Where the pixels of the square lie at full resolution.</param>
    /// <param name="planes">Takes the <see cref="ByteCount"/> bytes of the square.</param>
    /// <exception cref="ArgumentException">The mapping or the transform is not usable, or there is no room for the square.</exception>
    public void Resample(RgbPixels image, PixelMapping mapping, FrameTransform transform, Span<byte> planes)
    {
        if (!mapping.IsUsable)
        {
            throw new ArgumentException($"{mapping} has a scale that is not above 0 or a value that is not finite.", nameof(mapping));
        }

        double side = Size * transform.PixelsPerFramePixel;
        var square = new BoundingBox(
            (float)(transform.CenterX - (side / 2)), (float)(transform.CenterY - (side / 2)), (float)side, (float)side);
        if (BoxRules.Check(square) is { } problem)
        {
            throw new ArgumentException(problem, nameof(transform));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(planes.Length, ByteCount, nameof(planes));
        FrameScratch scratch = _scratch.Rent();
        FrameResampler.Resample(image, mapping, transform, scratch, planes[..ByteCount]);
        _scratch.Return(scratch);
    }
}
