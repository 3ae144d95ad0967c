using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>
/// The search of one image, from its views to its candidates or its failure; exactly one of them. Once that is certain, views
/// that still wait are given back before the caller is told.
/// </summary>
internal sealed class Search
{
    private readonly TaskCompletionSource<CandidateList> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CandidateList _candidates = new(CandidateList.PerImage);
    private readonly Lock _lock = new();
    private readonly Action<Search> _withdraw;
    private readonly CancellationTokenRegistration _registration;
    private int _left;
    private bool _isSettled;

    /// <summary>Creates a search, of which nothing waits yet.</summary>
    /// <param name="views">Its views.</param>
    /// <param name="terms">What is asked.</param>
    /// <param name="now">When they begin to wait.</param>
    /// <param name="due">When they are late.</param>
    /// <param name="patience">Time after which a view without a deadline ranks like one whose deadline has come.</param>
    /// <param name="withdraw">Gives back the views that still wait.</param>
    /// <param name="cancellationToken">Gives the search up.</param>
    public Search(
        IReadOnlyList<PreparedView> views,
        SearchTerms terms,
        TimeSpan now,
        TimeSpan due,
        TimeSpan patience,
        Action<Search> withdraw,
        CancellationToken cancellationToken)
    {
        _left = views.Count;
        _withdraw = withdraw;
        Terms = terms;
        Views =
        [
            .. views.Select(view => new PendingView(view, this)
            {
                Priority = terms.Priority,
                Pooled = now,
                Due = due,
                Rank = due == QueuedFace.Never ? now + patience : due,
            }),
        ];
        _registration = cancellationToken.UnsafeRegister(static (search, token) => ((Search)search!).Cancel(token), this);
    }

    public SearchTerms Terms { get; }

    public PendingView[] Views { get; }

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

        _withdraw(this);
        return true;
    }
}
