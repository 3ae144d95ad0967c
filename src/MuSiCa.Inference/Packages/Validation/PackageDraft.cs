namespace MuSiCa.Inference;

internal sealed record PackageDraft(string Directory, PackageDocument Document)
{
    /// <summary>The number of landmarks where the file gives a usable one.</summary>
    public int? LandmarkCount =>
        Document.Landmarks?.Count is >= PackageLimits.MinLandmarks and <= PackageLimits.MaxLandmarks and int count ? count : null;

    /// <summary>The number of pyramid levels where the file gives a usable one.</summary>
    public int? Levels => Document.Frame?.Levels is >= 1 and <= PackageLimits.MaxLevels and int levels ? levels : null;
}
