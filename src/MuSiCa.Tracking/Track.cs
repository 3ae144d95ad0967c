using System.Runtime.InteropServices;
using MuSiCa.Cascade;

namespace MuSiCa.Tracking;

/// <summary>One face over the frames.</summary>
internal sealed class Track(ulong id, SmoothingOptions? smoothing)
{
    private readonly OneEuroFilter? _filter = smoothing is null ? null : new OneEuroFilter(smoothing);
    private FaceAppearance? _appearance;

    public ulong Id => id;

    /// <summary>The tight box of its last landmarks, unsmoothed: what is smoothed lags.</summary>
    public BoundingBox Box { get; private set; }

    /// <summary>The frame in which it was lost; null while it is followed.</summary>
    public long? LostIn { get; set; }

    /// <summary>Whether a face does not look like this one did when it was last followed; false where either is not known.</summary>
    public bool IsUnlike(FaceAppearance? appearance, float leastLikeness) =>
        appearance is not null && _appearance is not null && _appearance.Likeness(appearance) < leastLikeness;

    /// <summary>Takes the landmarks and the looks of a frame and gives the landmarks back as the caller is to see them.</summary>
    public FaceAlignment Take(FaceAlignment alignment, FaceAppearance? appearance, TimeSpan time)
    {
        _appearance = appearance;
        Box = Boxes.Around(alignment.Landmarks.AsSpan());
        if (_filter is null)
        {
            return alignment;
        }

        float[] landmarks = [.. alignment.Landmarks];
        _filter.Apply(landmarks, Box.Side, time);
        return alignment with { Landmarks = ImmutableCollectionsMarshal.AsImmutableArray(landmarks) };
    }
}
