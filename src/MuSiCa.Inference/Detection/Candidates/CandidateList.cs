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

/// <summary>What a view shows as a face, before views are compared.</summary>
/// <param name="Box">Its box in pixels of the upright full-resolution image.</param>
/// <param name="Score">Probability that it is a face, 0 to 1.</param>
/// <param name="Ratio">Image pixels per input pixel of the view.</param>
public readonly record struct FaceCandidate(BoundingBox Box, float Score, double Ratio);

// Best first: by score, then by area. What remains only makes the order the same however the candidates came.
internal sealed class CandidateOrder : IComparer<FaceCandidate>
{
    public static CandidateOrder BestFirst { get; } = new();

    public static IComparer<FaceCandidate> WorstFirst { get; } = Comparer<FaceCandidate>.Create(static (x, y) => BestFirst.Compare(y, x));

    public int Compare(FaceCandidate x, FaceCandidate y)
    {
        int order = y.Score.CompareTo(x.Score);
        order = order != 0 ? order : BoxOverlap.Area(y.Box).CompareTo(BoxOverlap.Area(x.Box));
        order = order != 0 ? order : x.Box.Y.CompareTo(y.Box.Y);
        order = order != 0 ? order : x.Box.X.CompareTo(y.Box.X);
        order = order != 0 ? order : x.Box.Width.CompareTo(y.Box.Width);
        return order != 0 ? order : x.Ratio.CompareTo(y.Ratio);
    }
}
