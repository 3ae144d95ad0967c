using MuSiCa.Inference;

namespace MuSiCa.Bench;

/// <summary>
/// Framed faces that are used again and again, each in its turn, so that faces that leave early are not met more often than
/// others. Allocates nothing. Thread-safe.
/// </summary>
internal sealed class FaceRing
{
    private readonly PreparedFace[] _faces;
    private readonly Lock _lock = new();
    private int _first;
    private int _count;

    public FaceRing(IReadOnlyList<PreparedFace> faces)
    {
        _faces = [.. faces];
        _count = _faces.Length;
    }

    /// <summary>Takes the face that has rested longest.</summary>
    /// <returns>Null when every face is in use.</returns>
    public PreparedFace? TryTake()
    {
        lock (_lock)
        {
            if (_count == 0)
            {
                return null;
            }

            PreparedFace face = _faces[_first];
            _first = (_first + 1) % _faces.Length;
            _count--;
            return face;
        }
    }

    /// <summary>Gives a face back.</summary>
    public void Give(PreparedFace face)
    {
        lock (_lock)
        {
            _faces[(_first + _count++) % _faces.Length] = face;
        }
    }
}
