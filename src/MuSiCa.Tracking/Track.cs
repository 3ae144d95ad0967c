using System.Runtime.InteropServices;
using MuSiCa.Cascade;

namespace MuSiCa.Tracking;

/// <summary>One face over the frames.</summary>
internal sealed class Track(ulong id, SmoothingOptions? smoothing)
{
    private readonly OneEuroFilter? _filter = smoothing is null ? null : new OneEuroFilter(smoothing);

    public ulong Id => id;

    /// <summary>The tight box of its last landmarks, unsmoothed: what is smoothed lags.</summary>
    public BoundingBox Box { get; private set; }

    /// <summary>The frame in which it was lost; null while it is followed.</summary>
    public long? LostIn { get; set; }

    /// <summary>Takes the landmarks of a frame and gives them back as the caller is to see them.</summary>
    public FaceAlignment Take(FaceAlignment alignment, TimeSpan time)
    {
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
