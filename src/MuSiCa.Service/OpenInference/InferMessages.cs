using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.Extensions.Primitives;
using MuSiCa.Protos.Inference;
using MuSiCa.Service.Pipeline;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Uploads;
using Input = MuSiCa.Protos.Inference.ModelInferRequest.Types.InferInputTensor;
using Output = MuSiCa.Protos.Inference.ModelInferResponse.Types.InferOutputTensor;

namespace MuSiCa.Service.OpenInference;

/// <summary>Reads and writes the messages of ModelInfer.</summary>
internal static class InferMessages
{
    // Before an element of raw bytes stands its length.
    private const int ElementHeader = 4;

    /// <summary>The one image of a request; refers to the message's memory.</summary>
    /// <exception cref="ProblemException">There is none, or more.</exception>
    public static ReadOnlyMemory<byte> Image(ModelInferRequest request)
    {
        (Input? tensor, ByteString? raw) = Find(request, InferenceTensors.Image);
        ReadOnlyMemory<byte>? image = (tensor, raw) switch
        {
            ({ Datatype: InferenceTensors.Bytes, Contents.BytesContents: [{ } element] }, null) => element.Memory,
            ({ Datatype: InferenceTensors.Bytes }, { Length: >= ElementHeader })
                when BinaryPrimitives.ReadUInt32LittleEndian(raw.Span) == raw.Length - ElementHeader => raw.Memory[ElementHeader..],
            _ => null,
        };
        return image ?? throw InferenceBody.Unusable(
            InferenceTensors.Image, "must be a tensor of type BYTES with one element, the file as it is (raw: behind four bytes that say its length)");
    }

    /// <summary>The parameters of a request in the words of the query; its boxes as many values of <c>box</c>.</summary>
    /// <exception cref="ProblemException">There are tensors that no model takes, or too many boxes.</exception>
    public static IReadOnlyDictionary<string, StringValues> Parameters(ModelInferRequest request, int maxFaces)
    {
        if (request.Inputs.FirstOrDefault(static input => input.Name is not (InferenceTensors.Image or InferenceTensors.Boxes)) is { } unknown)
        {
            throw InferenceBody.Unusable("inputs", $"has a tensor \"{Excerpt.Of(unknown.Name)}\"; it takes {InferenceTensors.Image} and {InferenceTensors.Boxes}");
        }

        var parameters = new Dictionary<string, StringValues>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, InferParameter value) in request.Parameters)
        {
            if (!parameters.TryAdd(name, Text(value)))
            {
                throw InferenceBody.Unusable(name, "is given twice");
            }
        }

        float[] numbers = Numbers(request);
        if (LandmarkQuery.CheckFaces(numbers.Length / 4, 1, maxFaces) is { } tooMany)
        {
            throw new ProblemException(tooMany);
        }

        if (numbers.Length > 0 && !parameters.TryAdd(
            "box", numbers.Chunk(4).Select(static box => string.Join(',', box.Select(static number => number.ToString(CultureInfo.InvariantCulture)))).ToArray()))
        {
            throw InferenceBody.Unusable(InferenceTensors.Boxes, "is given as a parameter too");
        }

        return parameters;
    }

    /// <summary>The answer.</summary>
    /// <param name="aligned">The image with its faces.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="isRaw">Whether the tensors are raw bytes, as those of the request were.</param>
    public static ModelInferResponse Write(AlignedImage aligned, InferenceRequest request, bool isRaw)
    {
        var response = new ModelInferResponse { ModelName = aligned.Model.Name, ModelVersion = aligned.Model.Version, Id = request.Id ?? string.Empty };
        foreach (FilledTensor tensor in InferenceTensors.Write(aligned, request.Outputs))
        {
            var output = new Output { Name = tensor.Name, Datatype = tensor.Datatype, Shape = { tensor.Shape } };
            response.Outputs.Add(output);
            if (isRaw)
            {
                response.RawOutputContents.Add(ByteString.CopyFrom(Raw(tensor.Data)));
                continue;
            }

            output.Contents = tensor.Data switch
            {
                float[] numbers => new InferTensorContents { Fp32Contents = { numbers } },
                int[] numbers => new InferTensorContents { IntContents = { numbers } },
                _ => new InferTensorContents { BoolContents = { (bool[])tensor.Data } },
            };
        }

        return response;
    }

    // The machines that the service is built for are little-endian, as raw tensors are.
    private static ReadOnlySpan<byte> Raw(object data) => data switch
    {
        float[] numbers => MemoryMarshal.AsBytes<float>(numbers),
        int[] numbers => MemoryMarshal.AsBytes<int>(numbers),
        _ => MemoryMarshal.AsBytes<bool>((bool[])data),
    };

    private static float[] Numbers(ModelInferRequest request)
    {
        (Input? tensor, ByteString? raw) = Find(request, InferenceTensors.Boxes);
        float[]? numbers = (tensor, raw) switch
        {
            (null, _) => [],
            ({ Datatype: InferenceTensors.Float }, null) => [.. tensor.Contents?.Fp32Contents ?? []],
            ({ Datatype: InferenceTensors.Float }, { } bytes) when bytes.Length % sizeof(float) == 0 => MemoryMarshal.Cast<byte, float>(bytes.Span).ToArray(),
            _ => null,
        };
        return numbers is not null && numbers.Length % 4 == 0 ? numbers
            : throw InferenceBody.Unusable(InferenceTensors.Boxes, "must be a tensor of type FP32 with four numbers for each face: x, y, width, height");
    }

    private static (Input? Tensor, ByteString? Raw) Find(ModelInferRequest request, string name)
    {
        (int Index, Input Tensor)[] found = [.. request.Inputs.Index().Where(input => input.Item.Name == name)];
        return found switch
        {
            [] => default,
            [var (index, tensor)] when request.RawInputContents.Count == 0 => (tensor, null),
            [var (index, tensor)] when request.RawInputContents.Count == request.Inputs.Count => (tensor, request.RawInputContents[index]),
            _ => throw InferenceBody.Unusable(name, "must be there once, and raw_input_contents have one entry for each input"),
        };
    }

    private static string Text(InferParameter value) => value.ParameterChoiceCase switch
    {
        InferParameter.ParameterChoiceOneofCase.BoolParam => value.BoolParam ? "true" : "false",
        InferParameter.ParameterChoiceOneofCase.Int64Param => value.Int64Param.ToString(CultureInfo.InvariantCulture),
        InferParameter.ParameterChoiceOneofCase.Uint64Param => value.Uint64Param.ToString(CultureInfo.InvariantCulture),
        InferParameter.ParameterChoiceOneofCase.DoubleParam => value.DoubleParam.ToString(CultureInfo.InvariantCulture),
        _ => value.StringParam,
    };
}
