using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MuSiCa.Cascade;

// What the ONNX file of a stage must look like to fit its package. The first dimension is the batch.
internal static class StageSignature
{
    private const int Dynamic = -1;

    public static readonly string[] InputNames = ["patches", "normalization", "hidden"];
    public static readonly string[] OutputNames = ["hidden_out", "displacement", "predicted_error"];

    public static void Check(InferenceSession session, StageShape shape, string file, PackageErrors errors)
    {
        (string, TensorElementType, int[])[] inputs =
        [
            ("patches", TensorElementType.UInt8, [Dynamic, shape.Patches, FrameLayout.Channels, shape.PatchSize, shape.PatchSize]),
            ("normalization", TensorElementType.Float, [Dynamic, 2]),
            ("hidden", TensorElementType.Float, [Dynamic, shape.Hidden]),
        ];
        (string, TensorElementType, int[])[] outputs =
        [
            ("hidden_out", TensorElementType.Float, [Dynamic, shape.Hidden]),
            ("displacement", TensorElementType.Float, [Dynamic, shape.Landmarks, 2]),
            ("predicted_error", TensorElementType.Float, [Dynamic]),
        ];
        Check(session.InputMetadata, inputs, file, "input", errors);
        Check(session.OutputMetadata, outputs, file, "output", errors);
    }

    private static void Check(
        IReadOnlyDictionary<string, NodeMetadata> actual,
        (string Name, TensorElementType Type, int[] Dimensions)[] expected,
        string file,
        string kind,
        PackageErrors errors)
    {
        foreach ((string name, TensorElementType type, int[] dimensions) in expected)
        {
            if (!actual.TryGetValue(name, out NodeMetadata? node))
            {
                errors.Add(file, $"has no {kind} '{name}'");
                continue;
            }

            if (node.ElementDataType != type)
            {
                errors.Add(file, $"{kind} '{name}' holds {node.ElementDataType}, the format asks for {type}");
            }

            if (!node.Dimensions.SequenceEqual(dimensions))
            {
                errors.Add(file, $"{kind} '{name}' has shape {Describe(node.Dimensions)}, the package asks for {Describe(dimensions)}");
            }
        }

        foreach (string name in actual.Keys.Except(expected.Select(node => node.Name)).Order(StringComparer.Ordinal))
        {
            errors.Add(file, $"has an {kind} '{name}' that the format does not know");
        }
    }

    private static string Describe(int[] dimensions) =>
        $"[{string.Join(", ", dimensions.Select(size => size == Dynamic ? "N" : size.ToString(CultureInfo.InvariantCulture)))}]";
}
