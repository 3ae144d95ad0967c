using MuSiCa.Inference;
using MuSiCa.Service.Problems;
using MuSiCa.Serving;

namespace MuSiCa.Service.Models;

/// <summary>A model that is served, with all that its requests need.</summary>
/// <param name="Session">The model, and what runs it.</param>
/// <param name="Preparer">Cuts its faces out of photos.</param>
/// <param name="Aligner">Where its faces are handed over.</param>
internal sealed record LoadedModel(CascadeSession Session, FacePreparer Preparer, IFaceAligner Aligner)
{
    /// <summary>The model.</summary>
    public ModelPackage Package => Session.Package;
}

/// <summary>The models that are served side by side. Requests name one of them, or get the first.</summary>
internal sealed class ModelCatalog
{
    /// <summary>Creates a catalog.</summary>
    /// <param name="models">The models, at least one; no two have the same name.</param>
    public ModelCatalog(IReadOnlyList<LoadedModel> models)
    {
        All = models;
        if (models.GroupBy(static model => model.Package.Name).FirstOrDefault(static same => same.Count() > 1) is { } twice)
        {
            throw new ModelPackageException(
                twice.Last().Package.Directory,
                [new PackageError("name", $"'{twice.Key}' is the name of the model in '{twice.First().Package.Directory}' too; requests could not tell them apart")]);
        }
    }

    /// <summary>The models, the default first.</summary>
    public IReadOnlyList<LoadedModel> All { get; }

    /// <summary>The model of requests that name none.</summary>
    public LoadedModel Default => All[0];

    /// <summary>Whether every lane hangs, so that no model runs.</summary>
    public bool IsStalled => Default.Aligner.IsStalled;

    /// <summary>The model that a request names.</summary>
    /// <param name="name">The name; null for the default.</param>
    /// <exception cref="ProblemException">No such model is loaded.</exception>
    public LoadedModel Find(string? name)
    {
        if (name is null)
        {
            return Default;
        }

        for (int i = 0; i < All.Count; i++)
        {
            if (name.Equals(All[i].Package.Name, StringComparison.Ordinal))
            {
                return All[i];
            }
        }

        string loaded = string.Join(", ", All.Select(static model => $"\"{model.Package.Name}\""));
        throw new ProblemException(Problem.OfParameter(ProblemTypes.ModelUnknown, "model", name,
            $"The model \"{Excerpt.Of(name)}\" is not loaded. Loaded is {loaded}; see GET /v1/models."));
    }
}
