using System.ComponentModel.DataAnnotations;

namespace MuSiCa.Service.Configuration;

/// <summary>Settings <c>MuSiCa:Model</c>: which model packages are served.</summary>
internal sealed record ModelOptions : ISettings, IValidatableObject
{
    public static string Section => "MuSiCa:Model";

    /// <summary>
    /// Folder of the model package. A relative path is looked for in the current directory, then in the folder of the
    /// service and the folders above it.
    /// </summary>
    public string Path { get; init; } = "models/musica-68-int8";

    /// <summary>Folders of further packages that are served beside it, looked for in the same way; requests name one with <c>model</c>.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>
    /// How often the files of all packages are looked at; where some changed and stay as they are until the next look, the models are read
    /// again. 0 for never: on SIGHUP and by the admin port only.
    /// </summary>
    [Duration("00:00:00", "1.00:00:00")]
    public TimeSpan WatchEvery { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrWhiteSpace(Path))
        {
            yield return new ValidationResult(
                SettingsRules.Refusal(nameof(Path), "empty", $"it must name the folder of a model package"));
        }

        if (Others.Any(string.IsNullOrWhiteSpace))
        {
            yield return new ValidationResult(
                SettingsRules.Refusal(nameof(Others), "empty in one place", $"each must name the folder of a model package"));
        }
    }
}
