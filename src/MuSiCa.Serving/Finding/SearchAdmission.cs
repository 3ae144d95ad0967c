using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>Places of one image.</summary>
internal sealed class SearchAdmission(SearchEngine engine, int places) : ISearchAdmission
{
    private int _unused = places;

    public Task<CandidateList> SearchAsync(IReadOnlyList<PreparedView> views, SearchTerms terms, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(views);
        ArgumentNullException.ThrowIfNull(terms);
        int unused = Interlocked.Exchange(ref _unused, 0);
        if (views.Count == 0 || views.Count > unused)
        {
            engine.FreePlaces(unused);
            foreach (PreparedView view in views)
            {
                view.Dispose();
            }

            throw new InvalidOperationException($"{views.Count} views were handed over for {unused} places.");
        }

        engine.FreePlaces(unused - views.Count);
        return engine.Take(views, terms, cancellationToken);
    }

    public void Dispose() => engine.FreePlaces(Interlocked.Exchange(ref _unused, 0));
}
