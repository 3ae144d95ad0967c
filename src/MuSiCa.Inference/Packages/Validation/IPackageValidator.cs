namespace MuSiCa.Inference;

// Each validator looks at one rule of the package format and stays silent where what it needs is missing:
// the validator that owns a value reports its absence.
internal interface IPackageValidator
{
    void Validate(PackageDraft draft, PackageErrors errors);
}
