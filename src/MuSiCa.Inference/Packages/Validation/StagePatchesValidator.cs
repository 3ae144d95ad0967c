namespace MuSiCa.Inference;

internal sealed class StagePatchesValidator : IPackageValidator
{
    public void Validate(PackageDraft draft, PackageErrors errors)
    {
        StageSection?[] stages = draft.Document.Stages ?? [];
        for (int i = 0; i < stages.Length; i++)
        {
            if (stages[i]?.Patches is { } patches)
            {
                PatchValidator.CheckIndices(patches, draft.LandmarkCount, $"stages[{i}].patches", errors);
            }
        }
    }
}
