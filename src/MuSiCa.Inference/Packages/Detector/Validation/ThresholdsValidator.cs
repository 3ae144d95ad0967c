namespace MuSiCa.Inference;

internal sealed class ThresholdsValidator : IFinderValidator
{
    public void Validate(FinderDraft draft, PackageErrors errors)
    {
        CheckShare(draft.Document.Threshold, "threshold", errors);
        CheckShare(draft.Document.Suppression, "suppression", errors);
    }

    internal static void CheckShare(double? value, string place, PackageErrors errors)
    {
        if (errors.Require(value, place) && !(value > 0 && value < 1))
        {
            errors.Add(place, FormattableString.Invariant($"{value} is not between 0 and 1"));
        }
    }
}
