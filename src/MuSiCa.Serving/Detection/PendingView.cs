using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>A view of a photo that waits for the detector or runs in it. It holds a place, and the pixels of the view, until it is released.</summary>
internal sealed class PendingView(PreparedView view, Search search, ServedDetector detector) : WorkItem(detector.Model)
{
    private PreparedView? _view = view;

    /// <summary>Its pixels; there until it is released.</summary>
    public PreparedView View => _view!;

    /// <summary>Where it lies in its photo, also when the pixels are gone.</summary>
    public View Place { get; } = view.View;

    public Search Search => search;

    public override bool IsSettled => search.IsSettled;

    /// <summary>False: a view that has run is handed out with its batch, since its candidates lie in the memory of that.</summary>
    public override bool IsThrough() => false;

    /// <summary>Nothing, see <see cref="IsThrough"/>.</summary>
    public override void Finish()
    {
    }

    public override void Expire() => Fail(WorkEnd.Expired, new DeadlineExceededException());

    public override void Fail(WorkEnd end, Exception reason)
    {
        Release();
        search.Fail(reason);
    }

    // Whoever takes the pixels out gives back both: exactly once.
    public override void Release()
    {
        if (Interlocked.Exchange(ref _view, null) is { } pixels)
        {
            pixels.Dispose();
            detector.FreePlaces(1);
        }
    }

    public override void Drop() => Release();
}
