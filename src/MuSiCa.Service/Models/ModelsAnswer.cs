namespace MuSiCa.Service.Models;

/// <summary>The models that are loaded.</summary>
/// <param name="Models">One entry for each.</param>
/// <param name="Finder">What finds faces where no box is given; absent where that is switched off.</param>
internal sealed record ModelsAnswer(IReadOnlyList<ModelDescription> Models, FinderDescription? Finder = null);
