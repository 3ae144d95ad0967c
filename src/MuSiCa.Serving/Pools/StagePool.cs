namespace MuSiCa.Serving;

/// <summary>The faces that wait for one stage, in two classes.</summary>
internal sealed class StagePool
{
    private readonly FaceList _interactive = new();
    private readonly FaceList _bulk = new();
    private readonly PriorityTurns _turns = new();

    public int Count => _interactive.Count + _bulk.Count;

    /// <summary>The face with the least time left, of whichever class.</summary>
    public QueuedFace? MostUrgent => (_interactive.First, _bulk.First) switch
    {
        ({ } one, { } other) => other.Rank < one.Rank ? other : one,
        var (one, other) => one ?? other,
    };

    /// <summary>Faces that go before a newcomer of a class.</summary>
    public double Ahead(FacePriority priority) => priority == FacePriority.Bulk
        ? Math.Min(Count, (PriorityTurns.Interactive + 1.0) * (_bulk.Count + 1))
        : _interactive.Count + Math.Min(_bulk.Count, _interactive.Count / (double)PriorityTurns.Interactive);

    public void Add(QueuedFace face) => ListOf(face.Priority).Add(face);

    /// <summary>Takes out the face whose turn it is; there must be one.</summary>
    public QueuedFace Take()
    {
        FaceList list = ListOf(_turns.Next(_interactive.Count > 0, _bulk.Count > 0));
        QueuedFace face = list.First!;
        list.Remove(face);
        return face;
    }

    private FaceList ListOf(FacePriority priority) => priority == FacePriority.Bulk ? _bulk : _interactive;
}
