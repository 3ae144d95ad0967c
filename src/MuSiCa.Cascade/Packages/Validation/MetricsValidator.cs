namespace MuSiCa.Cascade;

internal sealed class MetricsValidator : IPackageValidator
{
    public void Validate(PackageDraft draft, PackageErrors errors)
    {
        if (!errors.Require(draft.Document.Metrics, "metrics"))
        {
            return;
        }

        foreach ((string name, double value) in draft.Document.Metrics)
        {
            if (string.IsNullOrWhiteSpace(name))
            {
                errors.Add("metrics", "has a figure without a name");
            }
            else if (!double.IsFinite(value))
            {
                errors.Add($"metrics.{name}", "is not finite");
            }
        }
    }
}
