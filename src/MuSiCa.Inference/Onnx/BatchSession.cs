using System.Numerics;
using Microsoft.ML.OnnxRuntime;

namespace MuSiCa.Inference;

/// <summary>
/// An ONNX graph run over a batch's own memory. On the CPU running allocates nothing. Thread-safe as long as each thread brings
/// its own tensors.
/// </summary>
/// <param name="session">The graph; disposed of with this.</param>
/// <param name="isOnCpu">Whether the session runs on the CPU.</param>
public sealed class BatchSession(InferenceSession session, bool isOnCpu) : IDisposable
{
    private readonly RunOptions _options = new();

    /// <summary>
    /// How many rows to compute for <paramref name="count"/>: a GPU plans anew for every shape it has not seen; a CPU would only
    /// compute rows that nobody wants.
    /// </summary>
    public int PaddedCount(int count) => isOnCpu ? count : (int)BitOperations.RoundUpToPowerOf2((uint)count);

    /// <summary>Computes the outputs from the inputs.</summary>
    public void Run(BoundTensors tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        if (isOnCpu)
        {
            session.RunWithBinding(_options, tensors.Binding(session));
        }
        else
        {
            // A binding copies inputs to the device when they are bound, not when it is run: ours change with every batch.
            (string[] names, OrtValue[] values) = tensors.Outputs(session);
            session.Run(_options, tensors.InputNames, tensors.Inputs, names, values);
        }
    }

    /// <summary>Closes the session.</summary>
    public void Dispose()
    {
        _options.Dispose();
        session.Dispose();
    }
}
