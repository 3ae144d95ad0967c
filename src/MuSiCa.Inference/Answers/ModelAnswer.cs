namespace MuSiCa.Inference;

/// <summary>The model that answered.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
public sealed record ModelAnswer(string Name, string Version);
