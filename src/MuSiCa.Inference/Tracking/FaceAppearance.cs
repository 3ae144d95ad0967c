namespace MuSiCa.Inference;

/// <summary>
/// How a face looks, whatever its place, size and turn: grey values on a grid that lies on its landmarks, taken from the level
/// of its pyramid that has about two pixels for each, with mean 0 and length 1.
/// </summary>
public sealed class FaceAppearance
{
    private const int Side = 16;

    // The grid reaches over the mean shape from brows to chin, and no further: what is around a face changes faster than the face.
    private const float Reach = 0.4f;

    // Standard deviation of the sums of three planes; below it there is hardly more than rounding.
    private const float LeastContrast = 2;

    private readonly float[] _values;

    private FaceAppearance(float[] values, bool isFlat)
    {
        _values = values;
        IsFlat = isFlat;
    }

    /// <summary>Whether it has so little contrast that nothing can be told from it.</summary>
    public bool IsFlat { get; }

    /// <summary>Looks at a face at its landmarks as they are now.</summary>
    /// <param name="face">The face.</param>
    /// <param name="model">The model it was prepared for.</param>
    public static FaceAppearance Of(PreparedFace face, ModelPackage model)
    {
        ArgumentNullException.ThrowIfNull(face);
        ArgumentNullException.ThrowIfNull(model);
        var fit = ShapeFit.Of(model.MeanShape.AsSpan(), face.Progress.Shape);
        int level = LevelOf(face.Frame);
        int side = face.Frame.LevelSize(level);
        ReadOnlySpan<byte> pixels = face.Level(level);
        float[] values = new float[Side * Side];
        for (int i = 0; i < values.Length; i++)
        {
            float across = Reach * ((2f * (i % Side) / (Side - 1)) - 1);
            float down = Reach * ((2f * (i / Side) / (Side - 1)) - 1);
            (float x, float y) = fit.Map(across, down);
            values[i] = Grey(pixels, side, FrameLayout.ToLevel(x, level), FrameLayout.ToLevel(y, level));
        }

        return FromGrid(values);
    }

    /// <summary>
    /// Normalised correlation with another face, -1 to 1; 1 for the same picture, and where one of them <see cref="IsFlat"/>.
    /// </summary>
    public float Likeness(FaceAppearance other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (IsFlat || other.IsFlat)
        {
            return 1;
        }

        float sum = 0;
        for (int i = 0; i < _values.Length; i++)
        {
            sum += _values[i] * other._values[i];
        }

        return sum;
    }

    // Takes the values as its own.
    internal static FaceAppearance FromGrid(float[] values)
    {
        float mean = values.Average();
        float squares = 0;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] -= mean;
            squares += values[i] * values[i];
        }

        float length = MathF.Sqrt(squares);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] /= length;
        }

        return new FaceAppearance(values, length < LeastContrast * Side);
    }

    private static int LevelOf(FrameLayout frame)
    {
        int level = 0;
        while (level < frame.Levels - 1 && frame.BoxSide >> (level + 1) >= 2 * Side)
        {
            level++;
        }

        return level;
    }

    // Sum of the three planes, bilinear; the edge repeats.
    private static float Grey(ReadOnlySpan<byte> pixels, int side, float x, float y)
    {
        x = Math.Clamp(x, 0, side - 1.001f);
        y = Math.Clamp(y, 0, side - 1.001f);
        (int left, int top) = ((int)x, (int)y);
        (float right, float below) = (x - left, y - top);
        float sum = 0;
        for (int at = (top * side) + left; at < pixels.Length; at += side * side)
        {
            float above = pixels[at] + (right * (pixels[at + 1] - pixels[at]));
            float beneath = pixels[at + side] + (right * (pixels[at + side + 1] - pixels[at + side]));
            sum += above + (below * (beneath - above));
        }

        return sum;
    }
}
