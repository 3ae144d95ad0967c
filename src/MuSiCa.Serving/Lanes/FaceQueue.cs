namespace MuSiCa.Serving;

/// <summary>
/// Faces that wait, oldest first. A face is in the hands of the queue, of the worker or of nobody; each handover happens here.
/// </summary>
internal sealed class FaceQueue
{
    private readonly object _lock = new();
    private readonly LinkedList<LaneFace> _waiting = new();
    private bool _closed;

    /// <summary>Takes a face in, unless its caller has left already or the queue is closed.</summary>
    /// <returns>False when the face stays with the caller of this method.</returns>
    public bool TryAdd(LaneFace face)
    {
        lock (_lock)
        {
            if (_closed || face.IsSettled)
            {
                return false;
            }

            face.Waiting = _waiting.AddLast(face);
            Monitor.Pulse(_lock);
            return true;
        }
    }

    /// <summary>Takes a waiting face out.</summary>
    /// <returns>True when it waited and is now with the caller of this method.</returns>
    public bool TryRemove(LaneFace face)
    {
        lock (_lock)
        {
            if (face.Waiting is not { } node)
            {
                return false;
            }

            _waiting.Remove(node);
            face.Waiting = null;
            return true;
        }
    }

    /// <summary>Waits until there is a face and moves up to <paramref name="limit"/> of them into <paramref name="batch"/>.</summary>
    /// <returns>False when the queue is closed.</returns>
    public bool Take(List<LaneFace> batch, int limit)
    {
        lock (_lock)
        {
            while (_waiting.Count == 0 && !_closed)
            {
                Monitor.Wait(_lock);
            }

            while (batch.Count < limit && _waiting.First is { } first)
            {
                _waiting.RemoveFirst();
                first.Value.Waiting = null;
                batch.Add(first.Value);
            }

            return !_closed;
        }
    }

    /// <summary>Lets nothing in any more, wakes who waits, and hands over what is left.</summary>
    public IReadOnlyList<LaneFace> Close()
    {
        lock (_lock)
        {
            LaneFace[] left = [.. _waiting];
            _waiting.Clear();
            foreach (LaneFace face in left)
            {
                face.Waiting = null;
            }

            _closed = true;
            Monitor.PulseAll(_lock);
            return left;
        }
    }
}
