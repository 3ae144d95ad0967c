namespace MuSiCa.Cascade;

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
        if (!errors.Require(patch.Indices, "patch.indices"))
        {
            return;
        }

        if (patch.Indices.Length == 0)
        {
            errors.Add("patch.indices", "is empty; a stage needs at least one patch");
        }
        else if (draft.LandmarkCount is int count)
        {
            errors.RequireIndices(patch.Indices, count, "patch.indices");
        }
    }
}
