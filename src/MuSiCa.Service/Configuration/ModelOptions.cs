using System.ComponentModel.DataAnnotations;

namespace MuSiCa.Service.Configuration;

/// <summary>Settings <c>MuSiCa:Model</c>: which model package is served.</summary>
internal sealed record ModelOptions : ISettings, IValidatableObject
{
    public static string Section => "MuSiCa:Model";

    /// <summary>
    /// Folder of the model package. A relative path is looked for in the current directory, then in the folder of the
    /// service and the folders above it.
    /// </summary>
    public string Path { get; init; } = "models/musica-68";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrWhiteSpace(Path))
        {
            yield return new ValidationResult(
                SettingsRules.Refusal(nameof(Path), "empty", $"it must name the folder of a model package"));
        }
    }
}
