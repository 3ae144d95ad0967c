namespace MuSiCa.Inference;

// Starts are turned and scaled, and so are the patches of their first stage: upright ones would show another face than it was trained on.
internal sealed class RetryValidator : IPackageValidator<PackageDraft>
{
    private const string Place = "retry";

    public void Validate(PackageDraft draft, PackageErrors errors)
    {
        if (draft.Document.Retry is not { } retry)
        {
            return;
        }

        if (draft.Document.Patch is { Aligned: not true })
        {
            errors.Add("patch.aligned", "is not true, and 'retry' needs patches that turn with the face");
        }

        if (retry is { Turns: null or [], Scales: null or [] })
        {
            errors.Add(Place, "has neither turns nor scales");
        }

        int passes = 1 + (retry.Turns?.Length ?? 0) + (retry.Scales?.Length ?? 0);
        if (passes > PackageLimits.MaxRetries)
        {
            errors.Add(Place, $"asks for {passes} further passes; {PackageLimits.MaxRetries} are possible");
        }

        Check(retry.Turns, -PackageLimits.MaxRetryTurn, PackageLimits.MaxRetryTurn, $"{Place}.turns", errors);
        Check(retry.Scales, 1 / PackageLimits.MaxRetryScale, PackageLimits.MaxRetryScale, $"{Place}.scales", errors);
    }

    private static void Check(double[]? values, double least, double most, string place, PackageErrors errors)
    {
        for (int i = 0; i < values?.Length; i++)
        {
            errors.RequireWithin<double>(values[i], least, most, $"{place}[{i}]");
        }
    }
}
