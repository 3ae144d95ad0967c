using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MuSiCa.Cascade;

// The memory of a batch as ONNX Runtime sees it for a number of rows, bound to each session that runs it.
internal sealed class StageTensors(OrtValue[] inputs, OrtValue[] outputs) : IDisposable
{
    private readonly Dictionary<InferenceSession, OrtIoBinding> _bindings = [];

    public OrtValue[] Inputs { get; } = inputs;

    public OrtValue[] Outputs { get; } = outputs;

    public static OrtValue Over(IntPtr address, long bytes, bool isByte, long[] shape) => OrtValue.CreateTensorValueWithData(
        OrtMemoryInfo.DefaultInstance,
        isByte ? TensorElementType.UInt8 : TensorElementType.Float,
        shape,
        address,
        bytes);

    /// <summary>The tensors bound to the inputs and outputs of a session; made once for each.</summary>
    public OrtIoBinding Binding(InferenceSession session)
    {
        if (!_bindings.TryGetValue(session, out OrtIoBinding? binding))
        {
            binding = Bind(session);
            _bindings.Add(session, binding);
        }

        return binding;
    }

    public void Dispose()
    {
        foreach (OrtIoBinding binding in _bindings.Values)
        {
            binding.Dispose();
        }

        foreach (OrtValue value in Inputs.Concat(Outputs))
        {
            value.Dispose();
        }
    }

    private OrtIoBinding Bind(InferenceSession session)
    {
        OrtIoBinding binding = session.CreateIoBinding();
        for (int i = 0; i < Inputs.Length; i++)
        {
            binding.BindInput(StageSignature.InputNames[i], Inputs[i]);
        }

        for (int i = 0; i < Outputs.Length; i++)
        {
            binding.BindOutput(StageSignature.OutputNames[i], Outputs[i]);
        }

        return binding;
    }
}
