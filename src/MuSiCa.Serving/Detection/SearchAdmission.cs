using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>
/// Places for the views of one image. Disposal gives back those that no view has taken.
/// </summary>
public interface ISearchAdmission : IDisposable
{
    /// <summary>Looks for faces in the views of an image; once.</summary>
    /// <param name="views">The views, as many as there are places at most. Handed over: they are given back as soon as they have run.</param>
    /// <param name="terms">What is asked.</param>
    /// <param name="cancellationToken">Gives the search up; no other one notices.</param>
    /// <returns>The candidates of all views, to be selected from by <see cref="FaceSelection"/>.</returns>
    /// <exception cref="StageFailedException">The finder failed on a batch that a view was in.</exception>
    /// <exception cref="StageStalledException">The finder did not come back in time with a batch that a view was in.</exception>
    /// <exception cref="DeadlineExceededException">The time was over before every view had run.</exception>
    /// <exception cref="AdmissionException">The scheduler was stopped, or its last lane stalled.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<CandidateList> SearchAsync(IReadOnlyList<PreparedView> views, SearchTerms terms, CancellationToken cancellationToken);
}

/// <summary>Places of one image.</summary>
internal sealed class SearchAdmission(ServedDetector detector, int places) : ISearchAdmission
{
    private int _unused = places;

    public Task<CandidateList> SearchAsync(IReadOnlyList<PreparedView> views, SearchTerms terms, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(views);
        ArgumentNullException.ThrowIfNull(terms);
        int unused = Interlocked.Exchange(ref _unused, 0);
        if (views.Count == 0 || views.Count > unused)
        {
            detector.FreePlaces(unused);
            foreach (PreparedView view in views)
            {
                view.Dispose();
            }

            throw new InvalidOperationException($"{views.Count} views were handed over for {unused} places.");
        }

        detector.FreePlaces(unused - views.Count);
        return detector.Take(views, terms, cancellationToken);
    }

    public void Dispose() => detector.FreePlaces(Interlocked.Exchange(ref _unused, 0));
}
