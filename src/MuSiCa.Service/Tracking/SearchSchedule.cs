using MuSiCa.Service.Finding;

namespace MuSiCa.Service.Tracking;

/// <summary>When the frames of a stream are searched for new and lost faces. Belongs to one stream.</summary>
/// <param name="asked">Time of the frames from one search to the next, zero for none; null where the stream does not say.</param>
/// <param name="query">Which faces are wanted.</param>
internal sealed class SearchSchedule(TimeSpan? asked, FindQuery query)
{
    private static readonly TimeSpan Default = TimeSpan.FromMilliseconds(500);

    private TimeSpan? _last;
    private bool _hasBoxes;

    /// <summary>Which faces are wanted.</summary>
    public FindQuery Query => query;

    /// <summary>Whether a frame is to be searched. A stream that brings boxes itself and does not ask for more is not.</summary>
    /// <param name="time">When the frame was taken.</param>
    /// <param name="boxes">Boxes that it brings.</param>
    public bool IsDue(TimeSpan time, int boxes)
    {
        _hasBoxes |= boxes > 0;
        TimeSpan interval = asked ?? (_hasBoxes ? TimeSpan.Zero : Default);
        if (interval <= TimeSpan.Zero || (_last is { } last && time >= last && time - last < interval))
        {
            return false;
        }

        _last = time;
        return true;
    }
}
