namespace MuSiCa.Inference;

internal sealed class ExitThresholdsValidator : IPackageValidator
{
    public void Validate(PackageDraft draft, PackageErrors errors)
    {
        if (!errors.Require(draft.Document.Exit, "exit"))
        {
            return;
        }

        ExitSection exit = draft.Document.Exit;
        bool good = CheckThreshold(exit.Threshold, "exit.threshold", errors)
            & CheckThreshold(exit.FinalThreshold, "exit.finalThreshold", errors);
        if (good && exit.Threshold > exit.FinalThreshold)
        {
            errors.Add("exit.finalThreshold", FormattableString.Invariant(
                $"{exit.FinalThreshold} is below exit.threshold {exit.Threshold}: a face good enough to leave would be uncertain"));
        }
    }

    internal static bool CheckThreshold(double? threshold, string place, PackageErrors errors)
    {
        if (!errors.Require(threshold, place))
        {
            return false;
        }

        if (double.IsFinite(threshold.Value) && threshold > 0)
        {
            return true;
        }

        errors.Add(place, FormattableString.Invariant($"{threshold} is not a positive number (0.04 means 4 %)"));
        return false;
    }
}
