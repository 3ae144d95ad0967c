using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MuSiCa.Cascade;

// What the ONNX file of a stage must look like to fit its package. The first dimension is the batch.
internal static class StageSignature
{
    public const string Patches = "patches";
    public const string Normalization = "normalization";
    public const string HiddenIn = "hidden";
    public const string HiddenOut = "hidden_out";
    public const string Displacement = "displacement";
    public const string PredictedError = "predicted_error";

    public static void Check(InferenceSession session, StageShape shape, string file, PackageErrors errors) => TensorSignature.Check(
        session,
        [
            new(Patches, TensorElementType.UInt8, [TensorSignature.Dynamic, shape.Patches, FrameLayout.Channels, shape.PatchSize, shape.PatchSize]),
            new(Normalization, TensorElementType.Float, [TensorSignature.Dynamic, 2]),
            new(HiddenIn, TensorElementType.Float, [TensorSignature.Dynamic, shape.Hidden]),
        ],
        [
            new(HiddenOut, TensorElementType.Float, [TensorSignature.Dynamic, shape.Hidden]),
            new(Displacement, TensorElementType.Float, [TensorSignature.Dynamic, shape.Landmarks, 2]),
            new(PredictedError, TensorElementType.Float, [TensorSignature.Dynamic]),
        ],
        file,
        errors);
}
