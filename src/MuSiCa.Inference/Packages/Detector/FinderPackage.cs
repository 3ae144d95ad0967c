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

    /// <summary>How its graph computes.</summary>
    public PackagePrecision Precision { get; init; }

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
        return PackageReader.Read(DetectorPackageKind.Value, Path.GetFullPath(directory));
    }
}

/// <summary>The faces that a finder was trained for, by the longer side of their box in input pixels of a view.</summary>
/// <param name="Least">The smallest.</param>
/// <param name="Most">The largest.</param>
public sealed record FaceRange(double Least, double Most);

/// <summary>What a threshold gave on the validation part of the training data.</summary>
/// <param name="Threshold">Least score of a find.</param>
/// <param name="Recall">Share of the faces that were found, 0 to 1.</param>
/// <param name="FalsePerImage">False finds an image.</param>
public sealed record FinderTableRow(double Threshold, double Recall, double FalsePerImage);

/// <summary>The network of a finder as the package describes it.</summary>
/// <param name="Path">Full path of the ONNX file.</param>
/// <param name="Sha256">SHA-256 of the file, lower-case hexadecimal.</param>
/// <param name="MultiplyAdds">Multiply-adds that one view takes.</param>
public sealed record GraphDescription(string Path, string Sha256, long MultiplyAdds);

/// <summary>Geometry of what a finder looks at: square views in three colour planes, answered cell by cell.</summary>
/// <param name="Size">Side of a view in input pixels.</param>
/// <param name="Stride">Side of a cell in input pixels; divides <paramref name="Size"/>.</param>
public sealed record ViewLayout(int Size, int Stride)
{
    /// <summary>Colour planes of a view: red, green, blue.</summary>
    public const int Channels = 3;

    /// <summary>Cells along a side.</summary>
    public int Cells => Size / Stride;

    /// <summary>Cells of a view.</summary>
    public int CellCount => Cells * Cells;

    /// <summary>Bytes of a view.</summary>
    public int ByteCount => Channels * Size * Size;

    /// <summary>Input coordinate of the middle of a view.</summary>
    public double Center => (Size - 1) / 2.0;
}
