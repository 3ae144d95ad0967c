namespace MuSiCa.Inference;

internal sealed record FinderDraft(string Directory, FinderDocument Document)
{
    /// <summary>Side of a view where the file gives a usable one.</summary>
    public int? ViewSize =>
        Document.View?.Size is >= FinderLimits.MinViewSize and <= FinderLimits.MaxViewSize and int size ? size : null;
}
