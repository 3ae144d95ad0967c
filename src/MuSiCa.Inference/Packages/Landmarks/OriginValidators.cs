namespace MuSiCa.Inference;

// What came with format 2 must say so: a reader of format 1 would leave it out and find other landmarks.
internal sealed class FormatValidator : IPackageValidator<PackageDraft>
{
    public void Validate(PackageDraft draft, PackageErrors errors)
    {
        PackageDocument document = draft.Document;
        if (document.FormatVersion >= 2)
        {
            return;
        }

        Refuse(document.Patch?.Aligned is not null, "patch.aligned");
        Refuse(document.Exit?.GainThreshold is not null, "exit.gainThreshold");
        Refuse(document.Exit?.GainProfiles is not null, "exit.gainProfiles");
        Refuse(document.Retry is not null, "retry");
        StageSection?[] stages = document.Stages ?? [];
        for (int i = 0; i < stages.Length; i++)
        {
            Refuse(stages[i]?.Patches is not null, $"stages[{i}].patches");
        }

        void Refuse(bool isThere, string place)
        {
            if (isThere)
            {
                errors.Add(place, "came with format 2; formatVersion is 1");
            }
        }
    }
}

internal sealed class IdentityValidator : IPackageValidator<PackageDraft>
{
    public void Validate(PackageDraft draft, PackageErrors errors) =>
        PackageIdentity.Check(draft.Document.Name, draft.Document.Version, draft.Document.License, draft.Document.Precision, errors);
}

internal sealed class MetricsValidator : IPackageValidator<PackageDraft>
{
    public void Validate(PackageDraft draft, PackageErrors errors) => PackageMetrics.Check(draft.Document.Metrics, errors);
}

internal sealed class TrainingValidator : IPackageValidator<PackageDraft>
{
    public void Validate(PackageDraft draft, PackageErrors errors)
    {
        if (errors.Require(draft.Document.Training, "training"))
        {
            draft.Document.Training.Check(errors);
        }
    }
}
