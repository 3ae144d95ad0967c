namespace MuSiCa.Inference;

internal sealed class ExitGainsValidator : IPackageValidator
{
    private const string Place = "exit.gainProfiles";

    public void Validate(PackageDraft draft, PackageErrors errors)
    {
        if (draft.Document.Exit is not { } exit)
        {
            return;
        }

        Check(exit.GainThreshold ?? 0, "exit.gainThreshold", errors);
        foreach ((string name, double threshold) in exit.GainProfiles ?? [])
        {
            Check(threshold, $"{Place}.{name}", errors);
            if (exit.Profiles?.ContainsKey(name) == false)
            {
                errors.Add($"{Place}.{name}", "is no profile of exit.profiles");
            }
        }
    }

    private static void Check(double threshold, string place, PackageErrors errors)
    {
        if (!(double.IsFinite(threshold) && threshold >= 0))
        {
            errors.Add(place, FormattableString.Invariant($"{threshold} is not a gain: a fraction, 0 where nobody leaves by it"));
        }
    }
}
