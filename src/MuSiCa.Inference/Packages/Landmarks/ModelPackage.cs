using System.Collections.Immutable;

namespace MuSiCa.Inference;

/// <summary>A complete, checked description of a trained cascade: the folder with <c>model.json</c> and its ONNX files.</summary>
public sealed record ModelPackage
{
    /// <summary>The name of the description inside a package folder.</summary>
    public const string FileName = "model.json";

    /// <summary>Full path of the folder.</summary>
    public required string Directory { get; init; }

    /// <summary>The name of the model.</summary>
    public required string Name { get; init; }

    /// <summary>The version of the model.</summary>
    public required string Version { get; init; }

    /// <summary>How its graphs compute.</summary>
    public PackagePrecision Precision { get; init; }

    /// <summary>What the landmarks mean.</summary>
    public required LandmarkScheme Landmarks { get; init; }

    /// <summary>The reference frame.</summary>
    public required FrameLayout Frame { get; init; }

    /// <summary>The patches each stage sees.</summary>
    public required PatchLayout Patch { get; init; }

    /// <summary>Number H of values in the hidden state handed from stage to stage.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Mean face x0, y0, x1, y1, … relative to the centre of the box, in units of its longer side.</summary>
    public required ImmutableArray<float> MeanShape { get; init; }

    /// <summary>The stages, first to last.</summary>
    public required ImmutableArray<StageDescription> Stages { get; init; }

    /// <summary>When faces leave.</summary>
    public required ExitCalibration Exit { get; init; }

    /// <summary>Where a face starts once more that is uncertain, one entry a pass; empty where every face runs once.</summary>
    public ImmutableArray<RetryStart> Retries { get; init; } = [];

    /// <summary>Where the model comes from.</summary>
    public required TrainingNote Training { get; init; }

    /// <summary>Terms under which the model may be used.</summary>
    public required string License { get; init; }

    /// <summary>Figures measured by the trainer, by name.</summary>
    public required ImmutableSortedDictionary<string, double> Metrics { get; init; }

    /// <summary>Multiply-adds that the first <paramref name="stages"/> stages take for one face.</summary>
    public long MultiplyAdds(int stages) => Stages.Take(stages).Sum(stage => stage.MultiplyAdds);

    /// <summary>Loads and checks the package in a folder: its description, its files and their hashes.</summary>
    /// <exception cref="ModelPackageException">Something is wrong; the exception lists all of it.</exception>
    public static ModelPackage Load(string directory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        return PackageReader.Read(LandmarkPackageKind.Value, Path.GetFullPath(directory));
    }
}

/// <summary>One stage of the cascade as the package describes it.</summary>
/// <param name="Number">Place in the cascade, counted from 1.</param>
/// <param name="Path">Full path of the ONNX file.</param>
/// <param name="Level">Pyramid level the patches are cut from; 0 is the finest.</param>
/// <param name="Sha256">SHA-256 of the file, lower-case hexadecimal.</param>
/// <param name="MultiplyAdds">Multiply-adds the stage takes for one face.</param>
/// <param name="Patches">The landmarks that its patches are cut around, in the order of its input.</param>
public sealed record StageDescription(
    int Number, string Path, int Level, string Sha256, long MultiplyAdds, ImmutableArray<int> Patches);

/// <summary>How patches are cut out, and the landmarks they are cut around where a stage names none of its own.</summary>
/// <param name="Size">Side S of a square patch, in pixels of the stage's pyramid level.</param>
/// <param name="Indices">The landmarks that patches are cut around, in the order of the stage's input.</param>
/// <param name="IsAligned">
/// Whether patches are turned and scaled with the face (docs/pipeline.md, "Patches"); upright otherwise.
/// </param>
public sealed record PatchLayout(int Size, ImmutableArray<int> Indices, bool IsAligned = false)
{
    /// <summary>Bytes of one patch: 3 x S x S.</summary>
    public int PatchBytes => FrameLayout.Channels * Size * Size;
}
