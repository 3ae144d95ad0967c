using System.Collections.Immutable;

namespace MuSiCa.Inference;

/// <summary>A named part of the face, such as the jaw.</summary>
/// <param name="Name">The name, unique in its scheme.</param>
/// <param name="Indices">Landmark indices, in drawing order.</param>
public sealed record LandmarkGroup(string Name, ImmutableArray<int> Indices);
