namespace MuSiCa.Serving;

/// <summary>What the pools know of a face: its class, its times, and its place in a list.</summary>
internal class QueuedFace
{
    /// <summary>Due of a face that has all the time there is.</summary>
    public static readonly TimeSpan Never = TimeSpan.MaxValue;

    /// <summary>The stage it waits for or runs, counted from 0.</summary>
    public int Stage { get; set; }

    /// <summary>The class in which it waits.</summary>
    public FacePriority Priority { get; set; }

    /// <summary>When it entered the pool in which it waits.</summary>
    public TimeSpan Pooled { get; set; }

    /// <summary>When its caller stops waiting; <see cref="Never"/> without an end.</summary>
    public TimeSpan Due { get; set; } = Never;

    /// <summary>Orders the faces of a pool, the smallest first; counts from its arrival, whichever pool it is in.</summary>
    public TimeSpan Rank { get; set; }

    /// <summary>Whether it has a deadline.</summary>
    public bool HasDeadline => Due != Never;

    /// <summary>The list in which it waits, kept by the list; null when it does not wait.</summary>
    public FaceList? List { get; set; }

    /// <summary>Its neighbour of lower rank, kept by the list.</summary>
    public QueuedFace? Previous { get; set; }

    /// <summary>Its neighbour of higher rank, kept by the list.</summary>
    public QueuedFace? Next { get; set; }
}
