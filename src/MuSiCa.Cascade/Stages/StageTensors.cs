using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MuSiCa.Cascade;

internal sealed class StageTensors(OrtValue[] inputs, OrtValue[] outputs) : IDisposable
{
    public OrtValue[] Inputs { get; } = inputs;

    public OrtValue[] Outputs { get; } = outputs;

    public static OrtValue Over(IntPtr address, long bytes, bool isByte, long[] shape) => OrtValue.CreateTensorValueWithData(
        OrtMemoryInfo.DefaultInstance,
        isByte ? TensorElementType.UInt8 : TensorElementType.Float,
        shape,
        address,
        bytes);

    public void Dispose()
    {
        foreach (OrtValue value in Inputs.Concat(Outputs))
        {
            value.Dispose();
        }
    }
}
