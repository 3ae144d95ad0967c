namespace MuSiCa.Serving;

/// <summary>The faces that wait for one stage, in two classes.</summary>
internal sealed class StagePool
{
    // Of four faces taken while both classes wait, the last is a bulk one.
    private const int InteractiveTurns = 3;

    private readonly FaceList _interactive = new();
    private readonly FaceList _bulk = new();
    private int _turn;

    public int Count => _interactive.Count + _bulk.Count;

    /// <summary>The face with the least time left, of whichever class.</summary>
    public QueuedFace? MostUrgent => (_interactive.First, _bulk.First) switch
    {
        ({ } one, { } other) => other.Rank < one.Rank ? other : one,
        var (one, other) => one ?? other,
    };

    /// <summary>Faces that go before a newcomer of a class.</summary>
    public double Ahead(FacePriority priority) => priority == FacePriority.Bulk
        ? Math.Min(Count, (InteractiveTurns + 1.0) * (_bulk.Count + 1))
        : _interactive.Count + Math.Min(_bulk.Count, _interactive.Count / (double)InteractiveTurns);

    public void Add(QueuedFace face) => (face.Priority == FacePriority.Bulk ? _bulk : _interactive).Add(face);

    /// <summary>Takes out the face whose turn it is; there must be one.</summary>
    public QueuedFace Take()
    {
        FaceList list = NextList();
        QueuedFace face = list.First!;
        list.Remove(face);
        return face;
    }

    private FaceList NextList()
    {
        if (_bulk.Count == 0)
        {
            return _interactive;
        }

        if (_interactive.Count == 0)
        {
            return _bulk;
        }

        _turn = _turn == InteractiveTurns ? 0 : _turn + 1;
        return _turn == 0 ? _bulk : _interactive;
    }
}
