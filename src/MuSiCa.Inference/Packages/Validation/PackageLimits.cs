namespace MuSiCa.Inference;

// Bounds far outside every sensible model, so that a broken description cannot ask for gigabytes.
internal static class PackageLimits
{
    public const int MinLandmarks = 2;
    public const int MaxLandmarks = 4096;
    public const int MaxLevels = 8;
    public const int MaxBoxSide = 2048;
    public const double MaxMargin = 2;
    public const int MinPatchSize = 2;
    public const int MaxPatchSize = 64;
    public const int MaxHidden = 65_536;
    public const int MaxStages = 64;
    public const long MaxMultiplyAdds = 1L << 50;
    public const double MaxMeanShape = 2;
}
