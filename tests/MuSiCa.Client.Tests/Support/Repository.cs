namespace MuSiCa.Client.Tests;

/// <summary>Where things lie in the repository that the tests were built from.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot();

    public static byte[] Photo { get; } = Read("samples", "average-face.jpg");

    public static byte[] Group { get; } = Read("samples", "group.jpg");

    /// <summary>The face of <see cref="Photo"/>.</summary>
    public static Box Box { get; } = new(174, 179, 292, 281);

    public static string File(params string[] path) => Path.Combine([Root, .. path]);

    /// <summary>The program of a project, built as these tests are.</summary>
    public static string Built(params string[] project)
    {
        // tests/NAME/bin/CONFIGURATION/FRAMEWORK
        string framework = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        string[] output = ["bin", Path.GetFileName(Path.GetDirectoryName(framework)!), Path.GetFileName(framework)];
        return File([.. project, .. output, $"{project[^1]}.dll"]);
    }

    private static byte[] Read(params string[] path) => System.IO.File.ReadAllBytes(File(path));

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (!System.IO.File.Exists(Path.Combine(folder!, "MuSiCa.Service.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder!;
    }
}
