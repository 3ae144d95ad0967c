namespace MuSiCa.Inference;

internal sealed class TableValidator : IFinderValidator
{
    private const string Place = "table";

    public void Validate(FinderDraft draft, PackageErrors errors)
    {
        if (!errors.Require(draft.Document.Table, Place))
        {
            return;
        }

        FinderTableSection? before = null;
        for (int i = 0; i < draft.Document.Table.Length; i++)
        {
            string place = $"{Place}[{i}]";
            if (!errors.Require(draft.Document.Table[i], place))
            {
                continue;
            }

            FinderTableSection row = draft.Document.Table[i]!;
            ThresholdsValidator.CheckShare(row.Threshold, $"{place}.threshold", errors);
            errors.RequireWithin(row.Recall, 0, 1, $"{place}.recall");
            if (errors.Require(row.FalsePerImage, $"{place}.falsePerImage")
                && !(row.FalsePerImage >= 0 && double.IsFinite(row.FalsePerImage.Value)))
            {
                errors.Add($"{place}.falsePerImage", FormattableString.Invariant($"{row.FalsePerImage} is not a number of finds"));
            }

            if (row.Threshold <= before?.Threshold)
            {
                errors.Add($"{place}.threshold", FormattableString.Invariant(
                    $"{row.Threshold} is not above {before.Threshold} of the row before; the table ascends"));
            }

            before = row;
        }
    }
}
