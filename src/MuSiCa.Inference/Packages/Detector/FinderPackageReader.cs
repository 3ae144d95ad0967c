using System.Collections.Immutable;

namespace MuSiCa.Inference;

internal static class FinderPackageReader
{
    private const int NewestFormat = 1;

    private static readonly IFinderValidator[] Validators =
    [
        new FinderIdentityValidator(),
        new ViewValidator(),
        new GraphValidator(),
        new FacesValidator(),
        new ThresholdsValidator(),
        new TableValidator(),
        new OriginValidator(),
    ];

    public static FinderPackage Read(string directory)
    {
        var errors = new PackageErrors();
        FinderDocument? document = PackageJson.Read(directory, FinderPackage.Kind, NewestFormat, FinderJsonContext.Default.FinderDocument, errors);
        if (document is not null)
        {
            var draft = new FinderDraft(directory, document);
            foreach (IFinderValidator validator in Validators)
            {
                validator.Validate(draft, errors);
            }
        }

        return errors.Any ? throw new ModelPackageException(directory, errors.ToArray()) : Build(directory, document!);
    }

    private static FinderPackage Build(string directory, FinderDocument document) => new()
    {
        Directory = directory,
        Name = document.Name!,
        Version = document.Version!,
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
