using MuSiCa.Cascade;
using MuSiCa.Finder;
using MuSiCa.Serving;

namespace MuSiCa.Service.Configuration;

/// <summary>Settings <c>MuSiCa:Finding</c>: how faces are found where no box is given.</summary>
internal sealed record FindingOptions : ISettings
{
    private const int DeviceBatch = 32;

    private static readonly SearchOptions Defaults = new();

    public static string Section => "MuSiCa:Finding";

    /// <summary>Whether faces are found at all; without it every request must name its boxes.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Folder of the finder's package, looked for like that of the model.</summary>
    public string Path { get; init; } = "models/finder-320";

    /// <summary>Least score of a find; 0 takes the finder's own.</summary>
    public float Threshold { get; init; }

    /// <summary>Views that one image is looked at in at most, where small faces are wanted.</summary>
    public int MaxViews { get; init; } = FindSettings.DefaultMaxViews;

    /// <summary>Views that may be accepted and unfinished at the same time; further requests get a 429.</summary>
    public int QueueLimit { get; init; } = Defaults.QueueLimit;

    /// <summary>Views that one batch takes at most; 0 takes 4 on the CPU and 32 on a GPU.</summary>
    public int BatchLimit { get; init; }

    /// <summary>Whether found faces that the cascade is uncertain of are left out of the answer.</summary>
    public bool DropUncertain { get; init; }

    /// <summary>The settings as the search engine takes them.</summary>
    /// <param name="provider">What runs the finder.</param>
    /// <param name="serving">Those of the cascade.</param>
    public SearchOptions ToSearch(ExecutionProvider provider, ServingOptions serving) => new()
    {
        QueueLimit = QueueLimit,
        BatchLimit = BatchLimit != 0 ? BatchLimit : provider == ExecutionProvider.Cpu ? Defaults.BatchLimit : DeviceBatch,
        StageTimeout = serving.StageTimeout,
    };

    public void Check(SettingsCheck check)
    {
        if (Enabled && string.IsNullOrWhiteSpace(Path))
        {
            check.Fail(nameof(Path), "empty", "it must name the folder of a finder's package, or Enabled must be false");
        }

        check.Between(nameof(Threshold), Threshold, 0, 1, "(a probability, or 0 for the finder's own)");
        check.Between(nameof(MaxViews), MaxViews, 1, 4096, "views");
        check.Between(nameof(QueueLimit), QueueLimit, 1, 1_000_000, "views");
        check.Between(nameof(BatchLimit), BatchLimit, 0, 1024, "views");
        if (MaxViews > QueueLimit)
        {
            check.Fail(nameof(MaxViews), $"{MaxViews}",
                $"it must not exceed {nameof(QueueLimit)}, which is {QueueLimit}, or such an image could never be accepted");
        }
    }
}
