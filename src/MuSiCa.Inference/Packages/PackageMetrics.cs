namespace MuSiCa.Inference;

/// <summary>Figures that the trainer of a model package of any kind measured, by name.</summary>
public static class PackageMetrics
{
    /// <summary>Checks the field <c>metrics</c>.</summary>
    public static void Check(IReadOnlyDictionary<string, double>? metrics, PackageErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (!errors.Require(metrics, "metrics"))
        {
            return;
        }

        foreach ((string name, double value) in metrics)
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
