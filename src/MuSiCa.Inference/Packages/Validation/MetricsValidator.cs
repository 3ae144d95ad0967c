namespace MuSiCa.Inference;

internal sealed class MetricsValidator : IPackageValidator
{
    public void Validate(PackageDraft draft, PackageErrors errors) => PackageMetrics.Check(draft.Document.Metrics, errors);
}
