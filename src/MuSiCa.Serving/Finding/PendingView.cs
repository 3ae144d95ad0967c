using MuSiCa.Finder;

namespace MuSiCa.Serving;

/// <summary>A view that waits for the finder or runs in it.</summary>
internal sealed class PendingView(PreparedView view, Search search) : QueuedFace
{
    public PreparedView View => view;

    public Search Search => search;
}
