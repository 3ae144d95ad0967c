namespace MuSiCa.Inference;

/// <summary>Which faces of an image are wanted.</summary>
public sealed record FindSettings
{
    /// <summary>Faces found at most, by default.</summary>
    public const int DefaultMaxFaces = 100;

    /// <summary>Views at most, by default.</summary>
    public const int DefaultMaxViews = 64;

    /// <summary>
    /// Longer side of the smallest faces that are wanted, in image pixels, above 0; without it, what the view of the whole image shows.
    /// </summary>
    public double? MinFace { get; init; }

    /// <summary>Least score of a find, above 0 and at most 1; without it, the finder's own.</summary>
    public float? Threshold { get; init; }

    /// <summary>The largest number of faces; the largest faces are taken.</summary>
    public int MaxFaces { get; init; } = DefaultMaxFaces;

    /// <summary>The largest number of views of an image.</summary>
    public int MaxViews { get; init; } = DefaultMaxViews;
}
