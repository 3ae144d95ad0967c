namespace MuSiCa.Inference;

internal sealed class HiddenValidator : IPackageValidator
{
    public void Validate(PackageDraft draft, PackageErrors errors) =>
        errors.RequireWithin(draft.Document.Hidden, 1, PackageLimits.MaxHidden, "hidden");
}
