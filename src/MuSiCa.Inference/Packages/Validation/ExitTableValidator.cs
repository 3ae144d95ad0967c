namespace MuSiCa.Inference;

internal sealed class ExitTableValidator : IPackageValidator
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
