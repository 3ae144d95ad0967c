namespace MuSiCa.Inference;

// Each validator looks at one section of the description and stays silent where what it needs is missing:
// the validator that owns a value reports its absence.
internal interface IFinderValidator
{
    void Validate(FinderDraft draft, PackageErrors errors);
}
