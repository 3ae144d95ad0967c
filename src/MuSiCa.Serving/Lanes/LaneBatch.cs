using System.Runtime.InteropServices;
using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>The faces that a worker holds, and the memory in which they run.</summary>
internal sealed class LaneBatch : IDisposable
{
    private readonly List<PendingFace> _faces;
    private readonly List<(PendingFace Face, FaceOutcome Outcome)> _leaving;
    private readonly PreparedFace[] _members;

    public LaneBatch(StageShape shape, int limit)
    {
        Memory = new StageBatch(shape, limit);
        _faces = new List<PendingFace>(limit);
        _leaving = new List<(PendingFace Face, FaceOutcome Outcome)>(limit);
        _members = new PreparedFace[limit];
    }

    /// <summary>Inputs and outputs of the stage.</summary>
    public StageBatch Memory { get; }

    /// <summary>The faces, in the order of their rows.</summary>
    public ReadOnlySpan<PendingFace> Faces => CollectionsMarshal.AsSpan(_faces);

    /// <summary>The stage that is run, counted from 0.</summary>
    public int Stage { get; private set; }

    /// <summary>Whether it is the only work there is.</summary>
    public bool IsAlone { get; private set; }

    /// <summary>Whether it has no faces and tries whether the stage runs at all.</summary>
    public bool IsProbe { get; private set; }

    /// <summary>Whether its faces stay as they are, waiting for the device or running. Belongs to the dispatcher's lock, like the next two.</summary>
    public bool IsOnItsWay { get; set; }

    /// <summary>Since when the stage runs; null while it does not.</summary>
    public TimeSpan? RunningSince { get; set; }

    /// <summary>Whether its faces were given up, because a stage of the lane has not come back in time.</summary>
    public bool IsAbandoned { get; set; }

    /// <summary>Adds a face that has just been taken out of its pool.</summary>
    public void Add(PendingFace face, TimeSpan now)
    {
        face.Timing = face.Timing with { Waited = face.Timing.Waited + (now - face.Pooled) };
        _faces.Add(face);
    }

    public void Begin(int stage, bool isAlone)
    {
        Stage = stage;
        IsAlone = isAlone;
        IsProbe = false;
        IsAbandoned = false;
    }

    /// <summary>Becomes a probe.</summary>
    /// <param name="stage">The stage, counted from 0.</param>
    /// <param name="rows">Its rows, which hold nothing.</param>
    public void BeginProbe(int stage, int rows)
    {
        Begin(stage, isAlone: false);
        IsProbe = true;
        Memory.Count = Math.Min(rows, Memory.Capacity);
    }

    /// <summary>Goes on with the same faces to the next stage.</summary>
    public void Advance() => Stage++;

    /// <summary>The faces as the cascade takes them.</summary>
    public ReadOnlySpan<PreparedFace> Members()
    {
        for (int i = 0; i < _faces.Count; i++)
        {
            _members[i] = _faces[i].Face;
        }

        return _members.AsSpan(0, _faces.Count);
    }

    /// <summary>Drops the faces that do not stay.</summary>
    /// <param name="stays">Whether a face stays; where it throws, that face fails.</param>
    public void Keep(Predicate<PendingFace> stays)
    {
        int kept = 0;
        for (int i = 0; i < _faces.Count; i++)
        {
            PendingFace face = _faces[i];
            if (Stays(face, stays))
            {
                _faces[kept++] = face;
            }
            else
            {
                face.Drop();
            }
        }

        _faces.RemoveRange(kept, _faces.Count - kept);
    }

    /// <summary>Sets those aside that leave after the stage that ran, until <see cref="SendLeaving"/>, and drops those that have an outcome.</summary>
    public void Sort(StageExits exits)
    {
        int kept = 0;
        foreach (PendingFace face in CollectionsMarshal.AsSpan(_faces))
        {
            FaceOutcome? outcome = face.IsSettled ? null : Decide(face, exits);
            if (face.IsSettled)
            {
                face.Drop();
            }
            else if (outcome is { } left)
            {
                _leaving.Add((face, left));
            }
            else
            {
                _faces[kept++] = face;
            }
        }

        _faces.RemoveRange(kept, _faces.Count - kept);
    }

    /// <summary>Gives those that leave their outcome.</summary>
    public void SendLeaving()
    {
        foreach ((PendingFace face, FaceOutcome outcome) in _leaving)
        {
            face.Complete(outcome);
            face.Drop();
        }

        _leaving.Clear();
    }

    public void Clear()
    {
        _faces.Clear();
        Array.Clear(_members);
    }

    public void Dispose() => Memory.Dispose();

    // Whatever is thrown about one face is the end of that face only: a list left half sorted would give faces back twice.
    private static bool Stays(PendingFace face, Predicate<PendingFace> stays)
    {
        try
        {
            return stays(face);
        }
        catch (Exception exception)
        {
            face.Fail(FaceEnd.Failed, new StageFailedException(face.Stage + 1, exception));
            return false;
        }
    }

    private static FaceOutcome? Decide(PendingFace face, StageExits exits)
    {
        try
        {
            return exits.Decide(face);
        }
        catch (Exception exception)
        {
            face.Fail(FaceEnd.Failed, new StageFailedException(face.Stage, exception));
            return null;
        }
    }
}
