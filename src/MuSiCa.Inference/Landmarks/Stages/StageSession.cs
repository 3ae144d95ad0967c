using Microsoft.ML.OnnxRuntime;

namespace MuSiCa.Inference;

// A stage run by ONNX Runtime over the batch's own memory.
internal sealed class StageSession(InferenceSession session, bool isOnCpu) : IStage, IDisposable
{
    private readonly BatchSession _session = new(session, isOnCpu);

    public int PaddedCount(int count) => _session.PaddedCount(count);

    public void Run(StageBatch batch)
    {
        if (batch.Count > 0)
        {
            _session.Run(batch.Tensors(Math.Min(PaddedCount(batch.Count), batch.Capacity)));
        }
    }

    public void Dispose() => _session.Dispose();
}
