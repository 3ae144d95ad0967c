using MuSiCa.Service.Models;

namespace MuSiCa.Service.Tests;

public sealed class ModelLocatorTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("musica-").FullName;

    [Fact]
    public void Find_AbsolutePath_IsTakenAsItIs() =>
        Assert.Equal("/no/such/model", ModelLocator.Find("/no/such/model", _root, _root));

    [Fact]
    public void Find_RelativePath_PrefersTheCurrentDirectory()
    {
        string current = Package("current/models/m");
        Package("service/models/m");

        Assert.Equal(current, ModelLocator.Find("models/m", Folder("current"), Folder("service")));
    }

    [Fact]
    public void Find_RelativePath_ClimbsFromTheService()
    {
        string model = Package("models/m");

        Assert.Equal(model, ModelLocator.Find("models/m", Folder("elsewhere"), Folder("src/bin/Debug")));
    }

    [Fact]
    public void Find_NoPackage_NamesThePlaceInTheCurrentDirectory()
    {
        Directory.CreateDirectory(Folder("models/m"));

        Assert.Equal(Folder("here/models/m"), ModelLocator.Find("models/m", Folder("here"), _root));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string Folder(string path) => Path.Combine(_root, path);

    private string Package(string path)
    {
        string folder = Directory.CreateDirectory(Folder(path)).FullName;
        File.WriteAllText(Path.Combine(folder, "model.json"), "{}");
        return folder;
    }
}
