using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>What a caller asks of a search.</summary>
/// <param name="Threshold">Least score of a find, above 0.</param>
/// <param name="Priority">The class in which its views wait.</param>
/// <param name="TimeLeft">How long the caller waits from now on; <see langword="null"/> without an end.</param>
public sealed record SearchTerms(float Threshold, FacePriority Priority, TimeSpan? TimeLeft);

/// <summary>
/// The search of one image, from its views to its candidates or its failure; exactly one of them. Once that is certain, views
/// that still wait are given back before the caller is told.
/// </summary>
internal sealed class Search
{
    private readonly TaskCompletionSource<CandidateList> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CandidateList _candidates = new(CandidateList.PerImage);
    private readonly Lock _lock = new();
    private readonly ServedDetector _detector;
    private readonly CancellationTokenRegistration _registration;
    private int _left;
    private bool _isSettled;

    /// <summary>Creates a search, of which nothing waits yet.</summary>
    /// <param name="views">Its views.</param>
    /// <param name="terms">What is asked.</param>
    /// <param name="now">When they begin to wait.</param>
    /// <param name="due">When they are late.</param>
    /// <param name="patience">Time after which a view without a deadline ranks like one whose deadline has come.</param>
    /// <param name="detector">Counts the views, and gives back those that still wait when the search is over.</param>
    /// <param name="cancellationToken">Gives the search up.</param>
    public Search(
        IReadOnlyList<PreparedView> views,
        SearchTerms terms,
        TimeSpan now,
        TimeSpan due,
        TimeSpan patience,
        ServedDetector detector,
        CancellationToken cancellationToken)
    {
        _left = views.Count;
        _detector = detector;
        Terms = terms;
        Views =
        [
            .. views.Select(view => new PendingView(view, this, detector)
            {
                Priority = terms.Priority,
                Trace = BatchTrace.Current,
                Due = due,
                Rank = due == WorkItem.Never ? now + patience : due,
            }),
        ];
        _registration = cancellationToken.UnsafeRegister(static (search, token) => ((Search)search!).Cancel(token), this);
    }

    public SearchTerms Terms { get; }

    public WorkItem[] Views { get; }

    public Task<CandidateList> Outcome => _outcome.Task;

    /// <summary>Whether nobody waits for further views.</summary>
    public bool IsSettled => Volatile.Read(ref _isSettled);

    /// <summary>Takes the candidates of one of its views; the last one ends the search.</summary>
    public void Add(CandidateList ofView)
    {
        lock (_lock)
        {
            if (IsSettled)
            {
                return;
            }

            _candidates.AddRange(ofView);
            if (--_left > 0)
            {
                return;
            }
        }

        if (TrySettle())
        {
            _registration.Unregister();
            _outcome.SetResult(_candidates);
        }
    }

    public void Fail(Exception reason)
    {
        if (TrySettle())
        {
            _registration.Unregister();
            _outcome.SetException(reason);
        }
    }

    private void Cancel(CancellationToken cancellationToken)
    {
        if (TrySettle())
        {
            _outcome.SetCanceled(cancellationToken);
        }
    }

    private bool TrySettle()
    {
        if (Interlocked.Exchange(ref _isSettled, true))
        {
            return false;
        }

        _detector.Withdraw(this);
        return true;
    }
}
