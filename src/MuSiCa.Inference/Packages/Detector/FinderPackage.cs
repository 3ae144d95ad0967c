using System.Collections.Immutable;

namespace MuSiCa.Inference;

/// <summary>A complete, checked description of a trained face finder: the folder with <c>model.json</c> and its ONNX file.</summary>
public sealed record FinderPackage
{
    /// <summary>The <c>kind</c> of such packages.</summary>
    public const string Kind = "face-finder";

    /// <summary>Full path of the folder.</summary>
    public required string Directory { get; init; }

    /// <summary>The name of the finder.</summary>
    public required string Name { get; init; }

    /// <summary>The version of the finder.</summary>
    public required string Version { get; init; }

    /// <summary>What the finder looks at.</summary>
    public required ViewLayout View { get; init; }

    /// <summary>The network.</summary>
    public required GraphDescription Graph { get; init; }

    /// <summary>Which box of a face is found, in words; it must be the one that the cascade was trained with.</summary>
    public required string Box { get; init; }

    /// <summary>The sizes of faces it was trained for.</summary>
    public required FaceRange Faces { get; init; }

    /// <summary>The default threshold: finds with a lower score are none.</summary>
    public required float Threshold { get; init; }

    /// <summary>Intersection over union above which the lower of two finds is dropped.</summary>
    public required float Suppression { get; init; }

    /// <summary>What thresholds gave on validation data, by ascending threshold.</summary>
    public required ImmutableArray<FinderTableRow> Table { get; init; }

    /// <summary>Where the finder comes from.</summary>
    public required TrainingNote Training { get; init; }

    /// <summary>Terms under which the finder may be used.</summary>
    public required string License { get; init; }

    /// <summary>Figures measured by the trainer, by name.</summary>
    public required ImmutableSortedDictionary<string, double> Metrics { get; init; }

    /// <summary>Loads and checks the package in a folder: its description, its file and the file's hash.</summary>
    /// <exception cref="ModelPackageException">Something is wrong; the exception lists all of it.</exception>
    public static FinderPackage Load(string directory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        return FinderPackageReader.Read(Path.GetFullPath(directory));
    }
}
