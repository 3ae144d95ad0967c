using System.Globalization;

namespace MuSiCa.Inference;

/// <summary>The section <c>training</c> as it stands in <c>model.json</c>: anything may be missing until it is checked.</summary>
/// <param name="Data">The data the model was trained on.</param>
/// <param name="Split">How that data was divided.</param>
/// <param name="Date">The day of the training, year-month-day.</param>
/// <param name="Commit">The version of the training code.</param>
public sealed record TrainingSection(string? Data, string? Split, string? Date, string? Commit)
{
    private const string DateForm = "yyyy-MM-dd";

    /// <summary>Checks the section.</summary>
    public void Check(PackageErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        errors.RequireText(Data, "training.data");
        errors.RequireText(Split, "training.split");
        errors.RequireText(Commit, "training.commit");
        if (errors.RequireText(Date, "training.date")
            && !DateOnly.TryParseExact(Date, DateForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            errors.Add("training.date", $"'{Date}' is not a date (year-month-day)");
        }
    }

    /// <summary>The section in which nothing was found wrong.</summary>
    public TrainingNote ToNote() => new(Data!, Split!, DateOnly.ParseExact(Date!, DateForm, CultureInfo.InvariantCulture), Commit!);
}

/// <summary>Where a model comes from.</summary>
/// <param name="Data">The data it was trained on.</param>
/// <param name="Split">How that data was divided.</param>
/// <param name="Date">The day of the training.</param>
/// <param name="Commit">The version of the training code.</param>
public sealed record TrainingNote(string Data, string Split, DateOnly Date, string Commit);
