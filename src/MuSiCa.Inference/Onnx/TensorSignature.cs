using System.Collections.Immutable;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MuSiCa.Inference;

/// <summary>What an input or output of an ONNX graph must look like.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it holds.</param>
/// <param name="Dimensions">Its shape, <see cref="Dynamic"/> where the graph takes any size.</param>
public sealed record TensorSignature(string Name, TensorElementType Type, ImmutableArray<int> Dimensions)
{
    /// <summary>A dimension that the graph leaves open: the batch.</summary>
    public const int Dynamic = -1;

    /// <summary>Whether a graph may do without it.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Adds an error for every input and output of a graph that is missing, differs or is not known.</summary>
    /// <param name="session">The graph.</param>
    /// <param name="inputs">All inputs it has or may have.</param>
    /// <param name="outputs">All outputs it has or may have.</param>
    /// <param name="file">The name of its file, for the errors.</param>
    /// <param name="errors">Where errors go.</param>
    public static void Check(
        InferenceSession session,
        ReadOnlySpan<TensorSignature> inputs,
        ReadOnlySpan<TensorSignature> outputs,
        string file,
        PackageErrors errors)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(errors);
        Check(session.InputMetadata, inputs, file, "input", errors);
        Check(session.OutputMetadata, outputs, file, "output", errors);
    }

    private static void Check(
        IReadOnlyDictionary<string, NodeMetadata> actual,
        ReadOnlySpan<TensorSignature> expected,
        string file,
        string kind,
        PackageErrors errors)
    {
        var unknown = new SortedSet<string>(actual.Keys, StringComparer.Ordinal);
        foreach (TensorSignature tensor in expected)
        {
            unknown.Remove(tensor.Name);
            if (!actual.TryGetValue(tensor.Name, out NodeMetadata? node))
            {
                if (!tensor.IsOptional)
                {
                    errors.Add(file, $"has no {kind} '{tensor.Name}'");
                }

                continue;
            }

            if (node.ElementDataType != tensor.Type)
            {
                errors.Add(file, $"{kind} '{tensor.Name}' holds {node.ElementDataType}, the format asks for {tensor.Type}");
            }

            if (!node.Dimensions.SequenceEqual(tensor.Dimensions))
            {
                errors.Add(file, $"{kind} '{tensor.Name}' has shape {Describe(node.Dimensions)}, the package asks for {Describe(tensor.Dimensions)}");
            }
        }

        foreach (string name in unknown)
        {
            errors.Add(file, $"has an {kind} '{name}' that the format does not know");
        }
    }

    private static string Describe(IEnumerable<int> dimensions) =>
        $"[{string.Join(", ", dimensions.Select(size => size == Dynamic ? "N" : size.ToString(CultureInfo.InvariantCulture)))}]";
}
