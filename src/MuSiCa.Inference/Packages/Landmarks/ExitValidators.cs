namespace MuSiCa.Inference;

internal sealed class ExitThresholdsValidator : IPackageValidator<PackageDraft>
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

internal sealed class ExitGainsValidator : IPackageValidator<PackageDraft>
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

internal sealed class ExitProfilesValidator : IPackageValidator<PackageDraft>
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

internal sealed class ExitTableValidator : IPackageValidator<PackageDraft>
{
    // Means are written with few digits.
    private const double Rounding = 1.001;

    private const string Place = "exit.table";

    public void Validate(PackageDraft draft, PackageErrors errors)
    {
        if (draft.Document.Exit is not { } exit || !errors.Require(exit.Table, Place))
        {
            return;
        }

        double stages = draft.Document.Stages?.Length ?? double.PositiveInfinity;
        double work = draft.Document.Stages?.Sum(stage => (double)(stage?.MultiplyAdds ?? 0)) ?? double.PositiveInfinity;
        ExitTableSection? before = null;
        for (int i = 0; i < exit.Table.Length; i++)
        {
            string place = $"{Place}[{i}]";
            if (!errors.Require(exit.Table[i], place))
            {
                continue;
            }

            ExitTableSection row = exit.Table[i]!;
            ExitThresholdsValidator.CheckThreshold(row.Threshold, $"{place}.threshold", errors);
            CheckFigure(row.Nme, $"{place}.nme", errors);
            CheckFigure(row.P95, $"{place}.p95", errors);
            CheckMean(row.MeanStages, stages, $"{place}.meanStages", "stages", errors);
            CheckMean(row.MultiplyAdds, work, $"{place}.multiplyAdds", "multiply-adds", errors);
            if (before is not null && row.Threshold <= before.Threshold)
            {
                errors.Add($"{place}.threshold", FormattableString.Invariant(
                    $"{row.Threshold} is not above {before.Threshold} of the row before; the table ascends"));
            }

            if (before is not null && row.MeanStages > before.MeanStages * Rounding)
            {
                errors.Add($"{place}.meanStages", FormattableString.Invariant(
                    $"{row.MeanStages} is above {before.MeanStages} of the row before, but a higher threshold never takes more stages"));
            }

            before = row;
        }
    }

    private static void CheckFigure(double? value, string place, PackageErrors errors)
    {
        if (errors.Require(value, place) && !(double.IsFinite(value.Value) && value >= 0))
        {
            errors.Add(place, FormattableString.Invariant($"{value} is not a percentage"));
        }
    }

    private static void CheckMean(double? value, double all, string place, string unit, PackageErrors errors)
    {
        if (errors.Require(value, place) && !(value > 0 && value <= all * Rounding))
        {
            errors.Add(place, FormattableString.Invariant($"{value} is not possible: the cascade has {all} {unit}"));
        }
    }
}
