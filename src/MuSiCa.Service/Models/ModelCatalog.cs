using System.Security.Cryptography;
using MuSiCa.Inference;
using MuSiCa.Service.Problems;
using MuSiCa.Serving;

namespace MuSiCa.Service.Models;

/// <summary>
/// A model that is served, with all that its requests need. Whoever takes it from the catalog gives it back: only then can it go when
/// another takes its place.
/// </summary>
internal sealed class LoadedModel
{
    private readonly TaskCompletionSource _unused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly UseCount _uses;

    /// <param name="session">The model, and what runs it.</param>
    /// <param name="preparer">Cuts its faces out of photos.</param>
    /// <param name="aligner">Where its faces are handed over.</param>
    /// <param name="alone">What runs a batch that is the only work there is, where it is another session.</param>
    public LoadedModel(CascadeSession session, FacePreparer preparer, IFaceAligner aligner, CascadeSession? alone = null)
    {
        Session = session;
        Preparer = preparer;
        Aligner = aligner;
        Alone = alone;
        Fingerprint = FingerprintOf(session.Package);
        _uses = new UseCount(_unused.SetResult);
    }

    /// <summary>The model, and what runs it.</summary>
    public CascadeSession Session { get; }

    /// <summary>What runs a batch that is the only work there is, where it is another session.</summary>
    public CascadeSession? Alone { get; }

    /// <summary>The model.</summary>
    public ModelPackage Package => Session.Package;

    /// <summary>Cuts its faces out of photos.</summary>
    public FacePreparer Preparer { get; }

    /// <summary>Where its faces are handed over.</summary>
    public IFaceAligner Aligner { get; }

    /// <summary>Tells packages apart whatever they call themselves.</summary>
    public string Fingerprint { get; }

    /// <summary>The hash of a package's description, which holds those of its files.</summary>
    public static string FingerprintOf(ModelPackage package)
    {
        string description = Path.Combine(package.Directory, ModelPackage.FileName);
        return File.Exists(description) ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(description))) : package.Directory;
    }

    /// <summary>Keeps the model for a request, which calls <see cref="Exit"/> when it is over.</summary>
    /// <returns>False when it is retired.</returns>
    public bool TryEnter() => _uses.TryEnter();

    /// <summary>Gives the model back.</summary>
    public void Exit() => _uses.Exit();

    /// <summary>Lets the model go; to be called once, when the catalog has it no longer.</summary>
    /// <returns>Completes when no request has it any more.</returns>
    public Task RetireAsync()
    {
        _uses.Close();
        return _unused.Task;
    }

    /// <summary>Closes what runs it: what is inside still, when it is back.</summary>
    public void CloseSessions()
    {
        Alone?.Dispose();
        Session.Dispose();
    }
}

/// <summary>
/// The models that are served side by side: a snapshot that is swapped as a whole. Requests name one of them, or get the first, and keep
/// what they got to their end.
/// </summary>
internal sealed class ModelCatalog
{
    private volatile IReadOnlyList<LoadedModel> _all;

    /// <summary>Creates a catalog.</summary>
    /// <param name="models">The models, at least one.</param>
    /// <exception cref="ModelPackageException">Two of them have the same name.</exception>
    public ModelCatalog(IReadOnlyList<LoadedModel> models)
    {
        Check(models);
        _all = models;
    }

    /// <summary>The models at present, the default first.</summary>
    public IReadOnlyList<LoadedModel> All => _all;

    /// <summary>The model of requests that name none, at present.</summary>
    public LoadedModel Default => _all[0];

    /// <summary>Whether every lane hangs, so that no model runs.</summary>
    public bool IsStalled => Default.Aligner.IsStalled;

    /// <summary>Takes the model that a request names; the caller gives it back with <see cref="LoadedModel.Exit"/>.</summary>
    /// <param name="name">The name; null for the default.</param>
    /// <exception cref="ProblemException">No such model is loaded.</exception>
    public LoadedModel Take(string? name)
    {
        while (true)
        {
            IReadOnlyList<LoadedModel> all = _all;
            LoadedModel model = Find(all, name);
            if (model.TryEnter())
            {
                return model;
            }

            // Swapped since the snapshot was read.
        }
    }

    /// <summary>Takes the model that a request names for what is read of that request, which gives it back.</summary>
    /// <param name="name">The name; null for the default.</param>
    /// <param name="read">Reads the rest; where it throws the model is given back here.</param>
    public T Take<T>(string? name, Func<LoadedModel, T> read)
    {
        LoadedModel model = Take(name);
        try
        {
            return read(model);
        }
        catch
        {
            model.Exit();
            throw;
        }
    }

    /// <summary>Serves other models from now on.</summary>
    /// <param name="models">The models, at least one.</param>
    /// <returns>Those that are not among them any more, to be retired by the caller.</returns>
    /// <exception cref="ModelPackageException">Two of them have the same name; nothing changed.</exception>
    public IReadOnlyList<LoadedModel> Publish(IReadOnlyList<LoadedModel> models)
    {
        Check(models);
        IReadOnlyList<LoadedModel> before = _all;
        _all = models;
        return [.. before.Except(models)];
    }

    private static LoadedModel Find(IReadOnlyList<LoadedModel> all, string? name)
    {
        if (name is null)
        {
            return all[0];
        }

        for (int i = 0; i < all.Count; i++)
        {
            if (name.Equals(all[i].Package.Name, StringComparison.Ordinal))
            {
                return all[i];
            }
        }

        string loaded = string.Join(", ", all.Select(static model => $"\"{model.Package.Name}\""));
        throw new ProblemException(Problem.OfParameter(ProblemTypes.ModelUnknown, "model", name,
            $"The model \"{Excerpt.Of(name)}\" is not loaded. Loaded is {loaded}; see GET /v1/models."));
    }

    private static void Check(IReadOnlyList<LoadedModel> models)
    {
        if (models.GroupBy(static model => model.Package.Name).FirstOrDefault(static same => same.Count() > 1) is { } twice)
        {
            throw new ModelPackageException(
                twice.Last().Package.Directory,
                [
                    new PackageError(
                        "name",
                        $"'{twice.Key}' is the name of the model in '{twice.First().Package.Directory}' too; requests could not tell them apart"),
                ]);
        }
    }
}
