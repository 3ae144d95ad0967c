namespace MuSiCa.Serving.Tests;

/// <summary>Takes no notice of what becomes of faces.</summary>
internal sealed class NoDesk : IFaceDesk
{
    public void Completed(PendingFace face, in FaceOutcome outcome)
    {
    }

    public void Failed(PendingFace face, FaceEnd end)
    {
    }

    public void Left(PendingFace face)
    {
    }

    public void Return(PendingFace face)
    {
    }
}
