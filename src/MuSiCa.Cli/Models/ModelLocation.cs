namespace MuSiCa.Cli;

// The model that comes with the repository, from wherever in it the command is run.
internal static class ModelLocation
{
    private static readonly string Relative = Path.Combine("models", "musica-68");

    public static string Default() => Find(Directory.GetCurrentDirectory()) ?? Find(AppContext.BaseDirectory) ?? Relative;

    private static string? Find(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, Relative);
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
