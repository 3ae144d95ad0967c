namespace MuSiCa.Inference;

/// <summary>A description and its folder, for the validators.</summary>
internal sealed record PackageDraft(string Directory, PackageDocument Document)
{
    /// <summary>The number of landmarks where the file gives a usable one.</summary>
    public int? LandmarkCount =>
        Document.Landmarks?.Count is >= PackageLimits.MinLandmarks and <= PackageLimits.MaxLandmarks and int count ? count : null;

    /// <summary>The number of pyramid levels where the file gives a usable one.</summary>
    public int? Levels => Document.Frame?.Levels is >= 1 and <= PackageLimits.MaxLevels and int levels ? levels : null;
}

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
    public const double MaxHead = 1e6;
    public const int MaxRetries = 8;
    public const double MaxRetryTurn = 180;
    public const double MaxRetryScale = 2;
}
