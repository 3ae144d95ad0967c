namespace MuSiCa.Inference;

internal sealed class TrainingValidator : IPackageValidator
{
    public void Validate(PackageDraft draft, PackageErrors errors)
    {
        if (errors.Require(draft.Document.Training, "training"))
        {
            draft.Document.Training.Check(errors);
        }
    }
}
