using MuSiCa.Inference;

namespace MuSiCa.Service.Models;

/// <summary>Finds the folder of a model package from the path in the settings.</summary>
internal static class ModelLocator
{
    /// <summary>Finds a folder from where the service was started and where it lies.</summary>
    public static string Find(string path) => Find(path, Environment.CurrentDirectory, AppContext.BaseDirectory);

    /// <summary>
    /// An absolute path is taken as it is. A relative one is looked for from the current directory, then from the folder of the
    /// service and each folder above it, so that the same setting serves a container, a build folder and a working copy.
    /// </summary>
    /// <returns>The first folder that holds a package; the path from the current directory when none does.</returns>
    public static string Find(string path, string currentDirectory, string serviceDirectory)
    {
        if (Path.IsPathRooted(path))
        {
            return path;
        }

        string first = Path.Combine(currentDirectory, path);
        return Above(serviceDirectory)
            .Select(folder => Path.Combine(folder, path))
            .Prepend(first)
            .FirstOrDefault(static folder => File.Exists(Path.Combine(folder, ModelPackage.FileName)), first);
    }

    private static IEnumerable<string> Above(string folder)
    {
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
        {
            yield return at.FullName;
        }
    }
}
