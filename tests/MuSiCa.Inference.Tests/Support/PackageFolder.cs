using System.Text.Json.Nodes;

namespace MuSiCa.Inference.Tests;

// A copy of the tiny package that a test may spoil.
internal sealed class PackageFolder : IDisposable
{
    public PackageFolder()
    {
        foreach (string file in Directory.EnumerateFiles(TinyModel.Directory))
        {
            File.Copy(file, System.IO.Path.Combine(Path, System.IO.Path.GetFileName(file)));
        }
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("musica-package-").FullName;

    public string Description => System.IO.Path.Combine(Path, ModelPackage.FileName);

    public string File1 => System.IO.Path.Combine(Path, "stage-1.onnx");

    public void Edit(Action<JsonObject> edit)
    {
        JsonObject document = JsonNode.Parse(File.ReadAllText(Description))!.AsObject();
        edit(document);
        File.WriteAllText(Description, document.ToJsonString());
    }

    public void EditText(string old, string replacement)
    {
        string text = File.ReadAllText(Description);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(Description, text.Replace(old, replacement, StringComparison.Ordinal));
    }

    public IReadOnlyList<PackageError> LoadErrors() =>
        Assert.Throws<ModelPackageException>(() => ModelPackage.Load(Path)).Errors;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
