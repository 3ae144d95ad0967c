namespace MuSiCa.Service.Configuration;

/// <summary>Settings <c>MuSiCa:Model</c>: which model package is served.</summary>
internal sealed record ModelOptions : ISettings
{
    public static string Section => "MuSiCa:Model";

    /// <summary>
    /// Folder of the model package. A relative path is looked for in the current directory, then in the folder of the
    /// service and the folders above it.
    /// </summary>
    public string Path { get; init; } = "models/musica-68";

    public void Check(SettingsCheck check)
    {
        if (string.IsNullOrWhiteSpace(Path))
        {
            check.Fail(nameof(Path), "empty", "it must name the folder of a model package");
        }
    }
}
