using System.Text.Json.Serialization.Metadata;

namespace MuSiCa.Inference;

/// <summary>
/// Looks at one rule of a kind of package and stays silent where what it needs is missing: the validator that owns a value reports
/// its absence.
/// </summary>
/// <typeparam name="TDraft">The description as it stands in the file, and its folder.</typeparam>
internal interface IPackageValidator<in TDraft>
{
    void Validate(TDraft draft, PackageErrors errors);
}

/// <summary>A kind of package: how its description is read, checked and turned into the package.</summary>
/// <param name="Name">The value of <c>kind</c> in its <c>model.json</c>.</param>
/// <param name="NewestFormat">The newest format that is known; older ones are too.</param>
/// <param name="Json">How its JSON is read.</param>
/// <param name="Draft">Puts folder and description together for the validators.</param>
/// <param name="Validators">Its rules.</param>
/// <param name="Build">Makes the package of a description that passed them all.</param>
internal sealed record PackageKind<TDocument, TDraft, TPackage>(
    string Name,
    int NewestFormat,
    JsonTypeInfo<TDocument> Json,
    Func<string, TDocument, TDraft> Draft,
    IPackageValidator<TDraft>[] Validators,
    Func<string, TDocument, TPackage> Build)
    where TDocument : class;

/// <summary>Reads packages of every kind.</summary>
internal static class PackageReader
{
    /// <summary>Reads a package.</summary>
    /// <param name="kind">The kind that is wanted.</param>
    /// <param name="directory">Its folder.</param>
    /// <exception cref="ModelPackageException">Something is wrong with it: everything that is.</exception>
    public static TPackage Read<TDocument, TDraft, TPackage>(PackageKind<TDocument, TDraft, TPackage> kind, string directory)
        where TDocument : class
    {
        var errors = new PackageErrors();
        TDocument? document = PackageJson.Read(directory, kind.Name, kind.NewestFormat, kind.Json, errors);
        if (document is not null)
        {
            TDraft draft = kind.Draft(directory, document);
            foreach (IPackageValidator<TDraft> validator in kind.Validators)
            {
                validator.Validate(draft, errors);
            }
        }

        return errors.Any ? throw new ModelPackageException(directory, errors.ToArray()) : kind.Build(directory, document!);
    }
}
