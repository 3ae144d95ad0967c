using System.ComponentModel.DataAnnotations;

namespace MuSiCa.Service.Configuration;

/// <summary>Settings <c>MuSiCa:Logging</c>: how the log is written. What is in it say the levels of the section <c>Logging</c>.</summary>
internal sealed record LoggingSettings : ISettings, IValidatableObject
{
    /// <summary>Lines for people.</summary>
    public const string Text = "text";

    /// <summary>An object a line.</summary>
    public const string Json = "json";

    public static string Section => "MuSiCa:Logging";

    /// <summary><c>text</c>, or <c>json</c>: one object a line, with the ids of trace and span.</summary>
    public string Format { get; init; } = Text;

    /// <summary>Whether each request gets a line: method, path, status, time, address of the client and owner of the key.</summary>
    public bool Requests { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Format is not (Text or Json))
        {
            yield return new ValidationResult(
                SettingsRules.Refusal(nameof(Format), $"\"{Format}\"", $"it must be one of {Text}, {Json}"));
        }
    }
}
