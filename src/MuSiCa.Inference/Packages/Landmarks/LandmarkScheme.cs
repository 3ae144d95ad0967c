using System.Collections.Immutable;

namespace MuSiCa.Inference;

/// <summary>What the landmarks of a model mean.</summary>
public sealed record LandmarkScheme
{
    /// <summary>The name of the annotation scheme, such as <c>ibug68</c> or <c>wflw98</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Number of landmarks L.</summary>
    public required int Count { get; init; }

    /// <summary>The parts of the face; every landmark belongs to exactly one.</summary>
    public required ImmutableArray<LandmarkGroup> Groups { get; init; }

    /// <summary>For each landmark its counterpart in the mirrored face (an involution).</summary>
    public required ImmutableArray<int> Mirror { get; init; }

    /// <summary>The two outer eye corners; their distance normalises the inter-ocular NME.</summary>
    public required (int First, int Second) EyeCorners { get; init; }

    /// <summary>Landmarks of each eye whose mean is its pupil; the distance of both normalises the inter-pupil NME.</summary>
    public required (ImmutableArray<int> First, ImmutableArray<int> Second) Pupils { get; init; }

    /// <summary>The five points that other tools align by; null where the package does not name them.</summary>
    public FivePoints? FivePoints { get; init; }

    /// <summary>A mean head with these landmarks, from which pose is told; null where the package has none.</summary>
    public MeanHead? Head { get; init; }
}

/// <summary>A named part of the face, such as the jaw.</summary>
/// <param name="Name">The name, unique in its scheme.</param>
/// <param name="Indices">Landmark indices, in drawing order.</param>
public sealed record LandmarkGroup(string Name, ImmutableArray<int> Indices);
