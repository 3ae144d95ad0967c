namespace MuSiCa.Cli.Tests;

internal static class Repository
{
    /// <summary>The folder of the repository.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        DirectoryInfo? at = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at!.FullName, "MuSiCa.Service.sln")))
        {
            at = at.Parent;
        }

        return at.FullName;
    }
}
