using MuSiCa.Finder;

namespace MuSiCa.Serving;

/// <summary>The search of one image, from its views to its candidates or its failure; exactly one of them.</summary>
internal sealed class Search
{
    private readonly TaskCompletionSource<CandidateList> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CandidateList _candidates = new(CandidateList.PerImage);
    private readonly Lock _lock = new();
    private readonly CancellationTokenRegistration _registration;
    private int _left;

    public Search(int views, SearchTerms terms, CancellationToken cancellationToken)
    {
        _left = views;
        Terms = terms;
        _registration = cancellationToken.UnsafeRegister(
            static (search, token) => ((Search)search!)._outcome.TrySetCanceled(token), this);
    }

    public SearchTerms Terms { get; }

    public Task<CandidateList> Outcome => _outcome.Task;

    /// <summary>Whether nobody waits for further views.</summary>
    public bool IsSettled => _outcome.Task.IsCompleted;

    /// <summary>Takes the candidates of one of its views; the last one ends the search.</summary>
    public void Add(CandidateList ofView)
    {
        lock (_lock)
        {
            _candidates.AddRange(ofView);
            if (--_left > 0)
            {
                return;
            }
        }

        if (_outcome.TrySetResult(_candidates))
        {
            _registration.Unregister();
        }
    }

    public void Fail(Exception reason)
    {
        if (_outcome.TrySetException(reason))
        {
            _registration.Unregister();
        }
    }
}
