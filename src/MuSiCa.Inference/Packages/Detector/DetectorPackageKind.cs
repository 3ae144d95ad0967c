using System.Collections.Immutable;

namespace MuSiCa.Inference;

/// <summary>The kind <c>face-finder</c>, see docs/model-package.md.</summary>
internal static class DetectorPackageKind
{
    /// <summary>The kind.</summary>
    public static PackageKind<FinderDocument, FinderDraft, FinderPackage> Value { get; } = new(
        FinderPackage.Kind,
        NewestFormat: 1,
        FinderJsonContext.Default.FinderDocument,
        static (directory, document) => new FinderDraft(directory, document),
        [
            new FinderIdentityValidator(),
            new ViewValidator(),
            new GraphValidator(),
            new FacesValidator(),
            new ThresholdsValidator(),
            new TableValidator(),
            new OriginValidator(),
        ],
        Build);

    private static FinderPackage Build(string directory, FinderDocument document) => new()
    {
        Directory = directory,
        Name = document.Name!,
        Version = document.Version!,
        Precision = PackagePrecisions.Of(document.Precision),
        View = new ViewLayout(document.View!.Size!.Value, document.View.Stride!.Value),
        Graph = new GraphDescription(
            Path.Combine(directory, document.Graph!.File!),
            document.Graph.Sha256!,
            document.Graph.MultiplyAdds!.Value),
        Box = document.Box!,
        Faces = new FaceRange(document.Faces!.Least!.Value, document.Faces.Most!.Value),
        Threshold = (float)document.Threshold!.Value,
        Suppression = (float)document.Suppression!.Value,
        Table =
        [
            .. document.Table!.Select(row => new FinderTableRow(
                row!.Threshold!.Value,
                row.Recall!.Value,
                row.FalsePerImage!.Value)),
        ],
        Training = document.Training!.ToNote(),
        License = document.License!,
        Metrics = document.Metrics!.ToImmutableSortedDictionary(StringComparer.Ordinal),
    };
}
