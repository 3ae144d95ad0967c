namespace MuSiCa.Serving;

/// <summary>Faces in the order of their rank, linked through themselves so that waiting costs no allocation.</summary>
internal sealed class FaceList
{
    private QueuedFace? _last;

    public int Count { get; private set; }

    /// <summary>The face of lowest rank.</summary>
    public QueuedFace? First { get; private set; }

    /// <summary>Adds a face behind those of the same rank.</summary>
    public void Add(QueuedFace face)
    {
        // From the end: all but a few faces come in the order of their rank.
        QueuedFace? before = _last;
        while (before is not null && before.Rank > face.Rank)
        {
            before = before.Previous;
        }

        QueuedFace? after = before is null ? First : before.Next;
        face.Previous = before;
        face.Next = after;
        face.List = this;
        if (before is null)
        {
            First = face;
        }
        else
        {
            before.Next = face;
        }

        if (after is null)
        {
            _last = face;
        }
        else
        {
            after.Previous = face;
        }

        Count++;
    }

    /// <summary>Takes out a face that waits here.</summary>
    public void Remove(QueuedFace face)
    {
        if (face.Previous is { } before)
        {
            before.Next = face.Next;
        }
        else
        {
            First = face.Next;
        }

        if (face.Next is { } after)
        {
            after.Previous = face.Previous;
        }
        else
        {
            _last = face.Previous;
        }

        face.Previous = null;
        face.Next = null;
        face.List = null;
        Count--;
    }
}
