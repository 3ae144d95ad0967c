using MuSiCa.Inference;

namespace MuSiCa.Service.Tests;

internal static class TestPaths
{
    /// <summary>A model of a few kilobytes with random weights.</summary>
    public static string TinyModel { get; } = Path.Combine(AppContext.BaseDirectory, "Assets", "tiny-model");

    /// <summary>A finder without weights that finds painted faces.</summary>
    public static string TinyFinder { get; } = Path.Combine(AppContext.BaseDirectory, "Assets", "tiny-finder");

    /// <summary>The model of the repository, or the tiny one where that is missing.</summary>
    public static string Model { get; } = Above(AppContext.BaseDirectory)
        .Select(static folder => Path.Combine(folder, "models", "musica-68-int8"))
        .FirstOrDefault(static folder => File.Exists(Path.Combine(folder, ModelPackage.FileName)), TinyModel);

    /// <summary>The finder of the repository.</summary>
    public static string Finder { get; } = InRepository(["models", "finder-320-int8"]);

    /// <summary>The text of a file of the repository that the tests were built from.</summary>
    public static string ReadFromRepository(params string[] path) => File.ReadAllText(InRepository(path));

    /// <summary>The bytes of a file of that repository.</summary>
    public static byte[] ReadBytesFromRepository(params string[] path) => File.ReadAllBytes(InRepository(path));

    /// <summary>A file or folder of the repository that the tests were built from.</summary>
    public static string InRepository(params string[] path) => Path.Combine(
        [Above(AppContext.BaseDirectory).First(static folder => File.Exists(Path.Combine(folder, "MuSiCa.Service.sln"))), .. path]);

    private static IEnumerable<string> Above(string folder)
    {
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
        {
            yield return at.FullName;
        }
    }
}
