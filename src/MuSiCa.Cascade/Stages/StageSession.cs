using System.Numerics;
using Microsoft.ML.OnnxRuntime;

namespace MuSiCa.Cascade;

// A stage run by ONNX Runtime over the batch's own memory. On the CPU running allocates nothing.
internal sealed class StageSession(InferenceSession session, bool isOnCpu) : IStage, IDisposable
{
    private readonly RunOptions _options = new();

    // A GPU plans anew for every shape it has not seen; a CPU would only compute rows that nobody wants.
    public int PaddedCount(int count) => isOnCpu ? count : (int)BitOperations.RoundUpToPowerOf2((uint)count);

    public void Run(StageBatch batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        StageTensors tensors = batch.Tensors(Math.Min(PaddedCount(batch.Count), batch.Capacity));
        if (isOnCpu)
        {
            session.RunWithBinding(_options, tensors.Binding(session));
        }
        else
        {
            // A binding copies inputs to the device when they are bound, not when it is run: ours change with every batch.
            session.Run(_options, StageSignature.InputNames, tensors.Inputs, StageSignature.OutputNames, tensors.Outputs);
        }
    }

    public void Dispose()
    {
        _options.Dispose();
        session.Dispose();
    }
}
