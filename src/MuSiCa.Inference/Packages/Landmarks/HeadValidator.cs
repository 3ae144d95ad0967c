namespace MuSiCa.Inference;

// A package may lack it; what it has must have an entry a landmark and tell a pose.
internal sealed class HeadValidator : IPackageValidator<PackageDraft>
{
    private const string Place = "landmarks.head";
    private const int Axes = 3;

    public void Validate(PackageDraft draft, PackageErrors errors)
    {
        if (draft.Document.Landmarks?.Head is not { } head || draft.LandmarkCount is not int count)
        {
            return;
        }

        if (head.Length != count)
        {
            errors.Add(Place, $"has {head.Length} entries for {count} landmarks");
            return;
        }

        bool good = true;
        for (int i = 0; i < head.Length; i++)
        {
            if (head[i] is { } point && !(point.Length == Axes && point.All(static value => Math.Abs(value) <= PackageLimits.MaxHead)))
            {
                errors.Add($"{Place}[{i}]", "is not null or x, y, z");
                good = false;
            }
        }

        if (good && MeanHead.Create(head) is null)
        {
            errors.Add(Place, "tells no pose: its points lie in a plane");
        }
    }
}
