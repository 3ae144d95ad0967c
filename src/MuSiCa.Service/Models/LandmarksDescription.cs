namespace MuSiCa.Service.Models;

/// <summary>What the landmarks of a model mean.</summary>
/// <param name="Scheme">Name of the annotation scheme, such as <c>ibug68</c>.</param>
/// <param name="Count">Number of landmarks of a face.</param>
/// <param name="Groups">The parts of the face; every landmark belongs to exactly one.</param>
internal sealed record LandmarksDescription(string Scheme, int Count, IReadOnlyList<LandmarkGroupDescription> Groups);

/// <summary>A named part of the face.</summary>
/// <param name="Name">Name, such as <c>jaw</c>.</param>
/// <param name="Count">Number of its landmarks.</param>
/// <param name="Indices">Their places in <c>landmarks</c> of an answer, in drawing order.</param>
internal sealed record LandmarkGroupDescription(string Name, int Count, IReadOnlyList<int> Indices);
