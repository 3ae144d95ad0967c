using System.Collections.Concurrent;

namespace MuSiCa.Serving.Tests;

/// <summary>Notes how faces end, and does nothing about it.</summary>
internal sealed class NoDesk : IFaceDesk
{
    private readonly ConcurrentQueue<FaceEnd> _ends = new();

    /// <summary>How faces ended, in that order.</summary>
    public FaceEnd[] Ends => [.. _ends];

    public void Completed(PendingFace face, in FaceOutcome outcome) => _ends.Enqueue(FaceEnd.Completed);

    public void Failed(PendingFace face, FaceEnd end) => _ends.Enqueue(end);

    public void Left(PendingFace face) => _ends.Enqueue(FaceEnd.Cancelled);

    public void Return(PendingFace face)
    {
    }
}
