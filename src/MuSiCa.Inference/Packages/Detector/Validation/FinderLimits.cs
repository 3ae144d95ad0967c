namespace MuSiCa.Inference;

// Bounds far outside every sensible finder, so that a broken description cannot ask for gigabytes.
internal static class FinderLimits
{
    public const int MinViewSize = 32;
    public const int MaxViewSize = 2048;
    public const int MinStride = 2;
    public const int MaxStride = 64;
    public const long MaxMultiplyAdds = 1L << 50;

    // Tiles overlap by more than the smallest faces, and must still get on.
    public const double MaxLeastFacePerSize = 0.2;
}
