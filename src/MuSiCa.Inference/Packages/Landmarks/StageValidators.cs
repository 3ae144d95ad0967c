namespace MuSiCa.Inference;

internal sealed class StageOrderValidator : IPackageValidator<PackageDraft>
{
    private const string Place = "stages";

    public void Validate(PackageDraft draft, PackageErrors errors)
    {
        if (!errors.Require(draft.Document.Stages, Place))
        {
            return;
        }

        StageSection?[] stages = draft.Document.Stages;
        if (stages.Length is 0 or > PackageLimits.MaxStages)
        {
            errors.Add(Place, $"has {stages.Length} entries; a cascade has 1 to {PackageLimits.MaxStages} stages");
            return;
        }

        int? coarser = null;
        for (int i = 0; i < stages.Length; i++)
        {
            string place = $"{Place}[{i}]";
            if (!errors.Require(stages[i], place))
            {
                continue;
            }

            errors.RequireWithin(stages[i]!.MultiplyAdds, 1, PackageLimits.MaxMultiplyAdds, $"{place}.multiplyAdds");
            CheckLevel(stages[i]!.Level, coarser, draft.Levels, $"{place}.level", errors);
            coarser = stages[i]!.Level ?? coarser;
        }
    }

    private static void CheckLevel(int? level, int? coarser, int? levels, string place, PackageErrors errors)
    {
        if (!errors.Require(level, place))
        {
            return;
        }

        if (levels is int count && (uint)level.Value >= (uint)count)
        {
            errors.Add(place, $"{level} is not a level of the pyramid (0 to {count - 1})");
        }
        else if (level > coarser)
        {
            errors.Add(place, $"{level} is coarser than level {coarser} of the stage before; stages go from coarse to fine");
        }
    }
}

internal sealed class StageFilesValidator : IPackageValidator<PackageDraft>
{
    public void Validate(PackageDraft draft, PackageErrors errors)
    {
        StageSection?[] stages = draft.Document.Stages ?? [];
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < stages.Length; i++)
        {
            if (stages[i] is not { } stage)
            {
                continue;
            }

            string place = $"stages[{i}]";
            bool hashed = PackageFile.CheckHash(stage.Sha256, $"{place}.sha256", errors);
            if (PackageFile.CheckName(stage.File, $"{place}.file", errors))
            {
                if (!names.Add(stage.File))
                {
                    errors.Add($"{place}.file", $"'{stage.File}' is already the file of another stage");
                }
                else
                {
                    PackageFile.CheckContent(draft.Directory, stage.File, hashed ? stage.Sha256 : null, place, errors);
                }
            }
        }
    }
}

internal sealed class StagePatchesValidator : IPackageValidator<PackageDraft>
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
