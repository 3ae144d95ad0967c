namespace MuSiCa.Inference;

/// <summary>
/// Geometry of the reference frame and its pyramid. The frame is a square of <see cref="Size"/> pixels around the centre of
/// the face's box; each further level halves it. Bytes are planar (red, green, blue), level after level.
/// </summary>
/// <param name="BoxSide">Length in frame pixels to which the longer side of a face's box is scaled.</param>
/// <param name="Margin">Border on each side of the box, as a fraction of <paramref name="BoxSide"/>.</param>
/// <param name="Size">Side of the frame in pixels, see <see cref="SizeFor"/>.</param>
/// <param name="Levels">Number of pyramid levels; level 0 is the finest.</param>
public sealed record FrameLayout(int BoxSide, double Margin, int Size, int Levels)
{
    // 142 * 1.6 must not become one more than itself because 1.6 has no exact binary form.
    private const double RoundingSlack = 1e-9;

    /// <summary>Number of colour planes of a level.</summary>
    public const int Channels = 3;

    /// <summary>Bytes of all levels together.</summary>
    public int ByteCount { get; } = Enumerable.Range(0, Levels).Sum(level => Channels * (Size >> level) * (Size >> level));

    /// <summary>Frame coordinate of the centre of the face's box.</summary>
    public double Center => (Size - 1) / 2.0;

    /// <summary>The smallest multiple of 2^(levels-1) that holds the box with its margins.</summary>
    public static int SizeFor(int boxSide, double margin, int levels)
    {
        int multiple = 1 << (levels - 1);
        return (int)Math.Ceiling((boxSide * (1 + (2 * margin)) / multiple) - RoundingSlack) * multiple;
    }

    /// <summary>Side of a level in its own pixels.</summary>
    public int LevelSize(int level) => Size >> level;

    /// <summary>Number of bytes of a level (all three planes).</summary>
    public int LevelByteCount(int level) => Channels * LevelSize(level) * LevelSize(level);

    /// <summary>Where a level begins in the bytes of the pyramid.</summary>
    public int LevelOffset(int level)
    {
        int offset = 0;
        for (int finer = 0; finer < level; finer++)
        {
            offset += LevelByteCount(finer);
        }

        return offset;
    }

    /// <summary>Coordinate in the pixels of a level of a point given in frame pixels (level 0).</summary>
    public static float ToLevel(float frame, int level) => (frame - (((1 << level) - 1) / 2f)) / (1 << level);
}
