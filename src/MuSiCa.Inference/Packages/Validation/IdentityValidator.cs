namespace MuSiCa.Inference;

internal sealed class IdentityValidator : IPackageValidator
{
    public void Validate(PackageDraft draft, PackageErrors errors) =>
        PackageIdentity.Check(draft.Document.Name, draft.Document.Version, draft.Document.License, errors);
}
