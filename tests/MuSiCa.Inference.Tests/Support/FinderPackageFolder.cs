using System.Text.Json.Nodes;

namespace MuSiCa.Inference.Tests;

// A copy of the tiny package that a test may spoil.
internal sealed class FinderPackageFolder : IDisposable
{
    public FinderPackageFolder()
    {
        foreach (string file in Directory.EnumerateFiles(TinyFinder.Directory))
        {
            File.Copy(file, this[System.IO.Path.GetFileName(file)]);
        }
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("musica-finder-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Edit(Action<JsonObject> edit)
    {
        JsonObject document = JsonNode.Parse(File.ReadAllText(this[ModelPackage.FileName]))!.AsObject();
        edit(document);
        File.WriteAllText(this[ModelPackage.FileName], document.ToJsonString());
    }

    public IReadOnlyList<PackageError> LoadErrors() =>
        Assert.Throws<ModelPackageException>(() => FinderPackage.Load(Path)).Errors;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
