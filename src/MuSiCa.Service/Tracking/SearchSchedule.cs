using MuSiCa.Imaging;
using MuSiCa.Service.Finding;

namespace MuSiCa.Service.Tracking;

/// <summary>When the frames of a stream are searched for new and lost faces. Belongs to one stream.</summary>
/// <param name="asked">Time of the frames from one search to the next, zero for none; null where the stream does not say.</param>
/// <param name="query">Which faces are wanted.</param>
internal sealed class SearchSchedule(TimeSpan? asked, FindQuery query)
{
    private static readonly TimeSpan Default = TimeSpan.FromMilliseconds(500);

    private (TimeSpan Time, int Width, int Height)? _last;
    private bool _hasBoxes;

    /// <summary>Which faces are wanted.</summary>
    public FindQuery Query => query;

    /// <summary>
    /// Whether a frame is to be searched: the first one, one of another size than the last that was, and one that is late enough. A
    /// stream that brings boxes itself and does not ask for more is not.
    /// </summary>
    /// <param name="time">When the frame was taken.</param>
    /// <param name="image">Its size.</param>
    /// <param name="boxes">Boxes that it brings.</param>
    public bool IsDue(TimeSpan time, ImageInfo image, int boxes)
    {
        TimeSpan interval = asked ?? (_hasBoxes || boxes > 0 ? TimeSpan.Zero : Default);
        return interval > TimeSpan.Zero
            && !(_last is { } last && (last.Width, last.Height) == (image.Width, image.Height) && time - last.Time < interval);
    }

    /// <summary>Takes note of a frame that was done.</summary>
    /// <param name="time">When the frame was taken.</param>
    /// <param name="image">Its size.</param>
    /// <param name="boxes">Boxes that it brought.</param>
    /// <param name="isSearched">Whether it was searched.</param>
    public void Commit(TimeSpan time, ImageInfo image, int boxes, bool isSearched)
    {
        _hasBoxes |= boxes > 0;
        _last = isSearched ? (time, image.Width, image.Height) : _last;
    }
}
