using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>A view that waits for the finder or runs in it.</summary>
internal sealed class PendingView(PreparedView view, Search search) : QueuedFace
{
    private PreparedView? _view = view;

    /// <summary>Its pixels; there until they are taken out.</summary>
    public PreparedView View => _view!;

    /// <summary>Where it lies in its image, also when the pixels are gone.</summary>
    public View Place { get; } = view.View;

    public Search Search => search;

    /// <summary>Takes the pixels out, to be given back with the place: whoever gets them gives back both.</summary>
    /// <returns>Null when somebody has them already.</returns>
    public PreparedView? TakeView() => Interlocked.Exchange(ref _view, null);
}
