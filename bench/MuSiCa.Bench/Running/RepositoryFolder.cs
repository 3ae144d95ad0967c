using MuSiCa.Cli;

namespace MuSiCa.Bench;

/// <summary>Finds what lies in the repository, from wherever in it the bench is run.</summary>
internal static class RepositoryFolder
{
    private const string Solution = "MuSiCa.Service.sln";

    /// <summary>The root of the repository.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory) ?? Find(Directory.GetCurrentDirectory())
        ?? throw new UserException($"The bench is run from within the repository; there is no {Solution} above it.");

    /// <summary>The sample photos.</summary>
    public static string Samples() => Path.Combine(Root, "samples");

    /// <summary>Labelled faces in a folder beside the repository; null without.</summary>
    public static string? Data() => Directory.GetParent(Root)?
        .EnumerateDirectories()
        .Select(static folder => Path.Combine(folder.FullName, "data", "300w", "common"))
        .FirstOrDefault(Directory.Exists);

    private static string? Find(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Solution)))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
