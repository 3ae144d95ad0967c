using System.ComponentModel.DataAnnotations;
using MuSiCa.Inference;
using MuSiCa.Serving;

namespace MuSiCa.Service.Configuration;

/// <summary>Settings <c>MuSiCa:Finding</c>: how faces are found where no box is given.</summary>
internal sealed record FindingOptions : ISettings, IValidatableObject
{
    private const int DeviceBatch = 32;

    private static readonly DetectorOptions Defaults = new();

    public static string Section => "MuSiCa:Finding";

    /// <summary>Whether faces are found at all; without it every request must name its boxes.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Folder of the finder's package, looked for like that of the model.</summary>
    public string Path { get; init; } = "models/finder-320-int8";

    /// <summary>Least score of a find; 0 takes the finder's own.</summary>
    [Between(0, 1, "(a probability, or 0 for the finder's own)")]
    public float Threshold { get; init; }

    /// <summary>Views that one image is looked at in at most, where small faces are wanted.</summary>
    [Between(1, 4096, "views")]
    public int MaxViews { get; init; } = FindSettings.DefaultMaxViews;

    /// <summary>Views that may be cut out and not yet looked at; further images wait to be decoded.</summary>
    [Between(1, 1_000_000, "views")]
    public int QueueLimit { get; init; } = Defaults.QueueLimit;

    /// <summary>Views that one batch takes at most; 0 takes 4 on the CPU and 32 on a GPU.</summary>
    [Between(0, 1024, "views")]
    public int BatchLimit { get; init; }

    /// <summary>Whether found faces that the cascade is uncertain of are left out of the answer.</summary>
    public bool DropUncertain { get; init; }

    /// <summary>The settings as the detector takes them.</summary>
    /// <param name="provider">What runs it.</param>
    public DetectorOptions ToDetector(ExecutionProvider provider) => new()
    {
        QueueLimit = QueueLimit,
        BatchLimit = BatchLimit != 0 ? BatchLimit : provider == ExecutionProvider.Cpu ? Defaults.BatchLimit : DeviceBatch,
    };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Enabled && string.IsNullOrWhiteSpace(Path))
        {
            yield return new ValidationResult(SettingsRules.Refusal(
                nameof(Path), "empty", $"it must name the folder of a finder's package, or Enabled must be false"));
        }

        if (MaxViews > QueueLimit)
        {
            yield return new ValidationResult(SettingsRules.Refusal(
                nameof(MaxViews), MaxViews,
                $"it must not exceed {nameof(QueueLimit)}, which is {QueueLimit}, or such an image could never be accepted"));
        }
    }
}
