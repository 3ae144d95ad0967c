using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MuSiCa.Inference;

// What the ONNX file of a finder must look like to fit its package. The first dimension is the batch.
internal static class FinderSignature
{
    public const string Pixels = "pixels";
    public const string Score = "score";
    public const string Box = "box";

    public static void Check(InferenceSession session, ViewLayout layout, string file, PackageErrors errors) => TensorSignature.Check(
        session,
        [new(Pixels, TensorElementType.UInt8, [TensorSignature.Dynamic, ViewLayout.Channels, layout.Size, layout.Size])],
        [
            new(Score, TensorElementType.Float, [TensorSignature.Dynamic, layout.Cells, layout.Cells]),
            new(Box, TensorElementType.Float, [TensorSignature.Dynamic, FinderBatch.Edges, layout.Cells, layout.Cells]),
        ],
        file,
        errors);
}
