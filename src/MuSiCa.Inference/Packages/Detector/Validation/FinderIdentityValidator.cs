namespace MuSiCa.Inference;

internal sealed class FinderIdentityValidator : IFinderValidator
{
    public void Validate(FinderDraft draft, PackageErrors errors)
    {
        PackageIdentity.Check(draft.Document.Name, draft.Document.Version, draft.Document.License, errors);
        errors.RequireText(draft.Document.Box, "box");
    }
}
