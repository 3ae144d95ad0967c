using MuSiCa.Inference;

namespace MuSiCa.Bench;

/// <summary>Frames made of photos by known motion.</summary>
/// <param name="Kind">What happens in it.</param>
/// <param name="Photos">The photos.</param>
/// <param name="Steps">What each frame shows.</param>
internal sealed record Sequence(SequenceKind Kind, IReadOnlyList<SequencePhoto> Photos, IReadOnlyList<SequenceStep> Steps)
{
    /// <summary>The first frame in which what was followed is not there any more; null where it stays.</summary>
    public int? Gone { get; init; }

    /// <summary>The frame that brings boxes again; null without.</summary>
    public int? Again => Steps.Index()
        .Skip(1)
        .Where(static each => each.Item.HasBoxes)
        .Select(static each => (int?)each.Index)
        .FirstOrDefault();

    /// <summary>The boxes that the caller gives with a frame.</summary>
    public IReadOnlyList<BoundingBox> Boxes(SequenceStep step) =>
        step is { HasBoxes: true, Photo: { } photo } ? [.. Photos[photo].Faces.Select(face => step.Pose.ToFrame(face.Box))] : [];

    /// <summary>Makes the frames one after the other; each is valid until the next.</summary>
    /// <param name="seed">Decides about the noise.</param>
    public IEnumerable<SequenceFrame> Render(int seed)
    {
        var renderer = new FrameRenderer(seed);
        for (int i = 0; i < Steps.Count; i++)
        {
            yield return new SequenceFrame(i, Steps[i], renderer.Render(this, Steps[i]));
        }
    }
}
