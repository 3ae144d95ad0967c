namespace MuSiCa.Inference;

internal sealed class OriginValidator : IFinderValidator
{
    public void Validate(FinderDraft draft, PackageErrors errors)
    {
        if (errors.Require(draft.Document.Training, "training"))
        {
            draft.Document.Training.Check(errors);
        }

        PackageMetrics.Check(draft.Document.Metrics, errors);
    }
}
