namespace MuSiCa.Service.Models;

/// <summary>The models that are loaded.</summary>
/// <param name="Models">One entry for each.</param>
internal sealed record ModelsAnswer(IReadOnlyList<ModelDescription> Models);
