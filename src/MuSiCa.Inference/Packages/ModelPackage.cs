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
        return PackageReader.Read(Path.GetFullPath(directory));
    }
}
