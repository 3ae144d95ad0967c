using MuSiCa.Finder;

namespace MuSiCa.Serving;

/// <summary>A view that waits for the finder or runs in it.</summary>
internal sealed class PendingView(PreparedView view, Search search) : QueuedFace
{
    /// <summary>Its pixels, until they are in a batch.</summary>
    public PreparedView View => view;

    /// <summary>Where it lies in its image, also when the pixels are given back.</summary>
    public View Place { get; } = view.View;

    public Search Search => search;
}
