using Microsoft.ML.OnnxRuntime;

namespace MuSiCa.Inference;

// The network run by ONNX Runtime over the batch's own memory.
internal sealed class FinderGraph(InferenceSession session, bool isOnCpu) : IFinderGraph, IDisposable
{
    private readonly BatchSession _session = new(session, isOnCpu);

    public int PaddedCount(int count) => _session.PaddedCount(count);

    public void Run(FinderBatch batch)
    {
        if (batch.Count > 0)
        {
            _session.Run(batch.Tensors(Math.Min(PaddedCount(batch.Count), batch.Capacity)));
        }
    }

    public void Dispose() => _session.Dispose();
}
