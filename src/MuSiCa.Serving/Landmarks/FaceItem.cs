using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>A face in the queues and batches of a cascade, whoever waits for it.</summary>
internal abstract class FaceItem(BatchModel model) : WorkItem(model)
{
    /// <summary>The face.</summary>
    public abstract PreparedFace Face { get; }
}
