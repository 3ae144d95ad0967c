using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MuSiCa.Inference;

// What the ONNX file of a stage must look like to fit its package. The first dimension is the batch.
internal static class StageSignature
{
    public const string Patches = "patches";
    public const string Normalization = "normalization";
    public const string HiddenIn = "hidden";
    public const string HiddenOut = "hidden_out";
    public const string Displacement = "displacement";
    public const string PredictedError = "predicted_error";
    public const string PredictedGain = "predicted_gain";
    public const string Spread = "spread";

    public static void Check(
        InferenceSession session, ModelPackage package, StageDescription stage, string file, PackageErrors errors) => TensorSignature.Check(
        session,
        [
            new(Patches, TensorElementType.UInt8, [TensorSignature.Dynamic, stage.Patches.Length, FrameLayout.Channels, package.Patch.Size, package.Patch.Size]),
            new(Normalization, TensorElementType.Float, [TensorSignature.Dynamic, 2]),
            new(HiddenIn, TensorElementType.Float, [TensorSignature.Dynamic, package.HiddenSize]),
        ],
        [
            new(HiddenOut, TensorElementType.Float, [TensorSignature.Dynamic, package.HiddenSize]),
            new(Displacement, TensorElementType.Float, [TensorSignature.Dynamic, package.Landmarks.Count, 2]),
            new(PredictedError, TensorElementType.Float, [TensorSignature.Dynamic]),
            new(PredictedGain, TensorElementType.Float, [TensorSignature.Dynamic]) { IsOptional = !package.Exit.UsesGain },
            new(Spread, TensorElementType.Float, [TensorSignature.Dynamic, package.Landmarks.Count]) { IsOptional = true },
        ],
        file,
        errors);
}
