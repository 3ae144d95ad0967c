using System.Globalization;

namespace MuSiCa.Cascade;

internal sealed class TrainingValidator : IPackageValidator
{
    public void Validate(PackageDraft draft, PackageErrors errors)
    {
        if (!errors.Require(draft.Document.Training, "training"))
        {
            return;
        }

        TrainingSection training = draft.Document.Training;
        errors.RequireText(training.Data, "training.data");
        errors.RequireText(training.Split, "training.split");
        errors.RequireText(training.Commit, "training.commit");
        if (errors.RequireText(training.Date, "training.date")
            && !DateOnly.TryParseExact(training.Date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            errors.Add("training.date", $"'{training.Date}' is not a date (year-month-day)");
        }
    }
}
