namespace MuSiCa.Inference;

internal sealed class ExitProfilesValidator : IPackageValidator
{
    // The names every service offers, from the loosest threshold to the strictest.
    private static readonly string[] Known = ["fast", "balanced", "accurate"];

    private const string Place = "exit.profiles";

    public void Validate(PackageDraft draft, PackageErrors errors)
    {
        if (draft.Document.Exit is not { } exit || !errors.Require(exit.Profiles, Place))
        {
            return;
        }

        foreach ((string name, double threshold) in exit.Profiles)
        {
            if (string.IsNullOrWhiteSpace(name))
            {
                errors.Add(Place, "has a profile without a name");
            }

            ExitThresholdsValidator.CheckThreshold(threshold, $"{Place}.{name}", errors);
        }

        string[] present = [.. Known.Where(exit.Profiles.ContainsKey)];
        foreach (string missing in Known.Except(present))
        {
            errors.Add($"{Place}.{missing}", "is missing");
        }

        foreach ((string looser, string stricter) in present.Zip(present.Skip(1)))
        {
            if (exit.Profiles[looser] < exit.Profiles[stricter])
            {
                errors.Add($"{Place}.{looser}", FormattableString.Invariant(
                    $"{exit.Profiles[looser]} is stricter than '{stricter}' with {exit.Profiles[stricter]}"));
            }
        }
    }
}
