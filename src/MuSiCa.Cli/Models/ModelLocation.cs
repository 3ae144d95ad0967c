namespace MuSiCa.Cli;

// The models that come with the repository, from wherever in it the command is run.
internal static class ModelLocation
{
    /// <summary>The folder of the cascade.</summary>
    public static string Default() => Of("musica-68-int8");

    /// <summary>The folder of the face finder.</summary>
    public static string Finder() => Of("finder-320-int8");

    private static string Of(string name)
    {
        string relative = Path.Combine("models", name);
        return Find(Directory.GetCurrentDirectory(), relative) ?? Find(AppContext.BaseDirectory, relative) ?? relative;
    }

    private static string? Find(string start, string relative)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, relative);
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
