namespace MuSiCa.Inference;

internal sealed class PatchValidator : IPackageValidator
{
    public void Validate(PackageDraft draft, PackageErrors errors)
    {
        if (!errors.Require(draft.Document.Patch, "patch"))
        {
            return;
        }

        PatchSection patch = draft.Document.Patch;
        errors.RequireWithin(patch.Size, PackageLimits.MinPatchSize, PackageLimits.MaxPatchSize, "patch.size");
        if (errors.Require(patch.Indices, "patch.indices"))
        {
            CheckIndices(patch.Indices, draft.LandmarkCount, "patch.indices", errors);
        }
    }

    internal static void CheckIndices(int[] indices, int? landmarks, string place, PackageErrors errors)
    {
        if (indices.Length == 0)
        {
            errors.Add(place, "is empty; a stage needs at least one patch");
        }
        else if (landmarks is int count)
        {
            errors.RequireIndices(indices, count, place);
        }
    }
}
