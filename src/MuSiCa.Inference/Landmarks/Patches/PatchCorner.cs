namespace MuSiCa.Inference;

// The pixel left of and above the first sample of a patch, and how far behind it the sample lies.
internal readonly struct PatchCorner
{
    public PatchCorner(float x, float y)
    {
        float left = MathF.Floor(x);
        float top = MathF.Floor(y);
        (X, Y) = ((int)left, (int)top);
        (FractionX, FractionY) = (x - left, y - top);
    }

    public int X { get; }

    public int Y { get; }

    public float FractionX { get; }

    public float FractionY { get; }
}
