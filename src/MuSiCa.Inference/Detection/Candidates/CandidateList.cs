namespace MuSiCa.Inference;

/// <summary>
/// The best candidates of a view or of an image, at most as many as it holds, whatever the order in which they came. Allocates
/// nothing after its creation. Belongs to one thread at a time.
/// </summary>
public sealed class CandidateList
{
    /// <summary>A bound for one view: more faces than one shows.</summary>
    public const int PerView = 256;

    /// <summary>A bound for one image, so that comparing all with all stays cheap.</summary>
    public const int PerImage = 2048;

    private readonly PriorityQueue<FaceCandidate, FaceCandidate> _worstFirst;

    /// <summary>Creates an empty list.</summary>
    /// <param name="capacity">The largest number of candidates, above 0.</param>
    public CandidateList(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        Capacity = capacity;
        _worstFirst = new PriorityQueue<FaceCandidate, FaceCandidate>(capacity, CandidateOrder.WorstFirst);
    }

    /// <summary>The largest number of candidates.</summary>
    public int Capacity { get; }

    /// <summary>The number of candidates.</summary>
    public int Count => _worstFirst.Count;

    /// <summary>Adds a candidate; where the list is full, the worst goes.</summary>
    public void Add(in FaceCandidate candidate)
    {
        if (_worstFirst.Count < Capacity)
        {
            _worstFirst.Enqueue(candidate, candidate);
        }
        else
        {
            _worstFirst.EnqueueDequeue(candidate, candidate);
        }
    }

    /// <summary>Adds all candidates of another list.</summary>
    public void AddRange(CandidateList other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach ((FaceCandidate candidate, _) in other._worstFirst.UnorderedItems)
        {
            Add(candidate);
        }
    }

    /// <summary>The candidates, best first: by score, those of equal score by area.</summary>
    public FaceCandidate[] ToArray()
    {
        FaceCandidate[] candidates = [.. _worstFirst.UnorderedItems.Select(static item => item.Element)];
        Array.Sort(candidates, CandidateOrder.BestFirst);
        return candidates;
    }

    /// <summary>Empties the list.</summary>
    public void Clear() => _worstFirst.Clear();
}
