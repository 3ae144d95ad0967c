namespace MuSiCa.Inference;

internal sealed class GraphValidator : IFinderValidator
{
    private const string Place = "graph";

    public void Validate(FinderDraft draft, PackageErrors errors)
    {
        if (!errors.Require(draft.Document.Graph, Place))
        {
            return;
        }

        GraphSection graph = draft.Document.Graph;
        errors.RequireWithin(graph.MultiplyAdds, 1, FinderLimits.MaxMultiplyAdds, $"{Place}.multiplyAdds");
        bool hashed = PackageFile.CheckHash(graph.Sha256, $"{Place}.sha256", errors);
        if (PackageFile.CheckName(graph.File, $"{Place}.file", errors))
        {
            PackageFile.CheckContent(draft.Directory, graph.File, hashed ? graph.Sha256 : null, Place, errors);
        }
    }
}
