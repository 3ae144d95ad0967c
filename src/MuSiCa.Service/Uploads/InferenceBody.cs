using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Primitives;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Uploads;

/// <summary>
/// A body of the Open Inference Protocol, read as <see cref="JsonBody"/> is: a tensor <c>image</c> of one element, in JSON as Base64 or
/// behind it as bytes, perhaps a tensor <c>boxes</c>, and parameters.
/// </summary>
internal static class InferenceBody
{
    /// <summary>The header that says how long the JSON is where bytes follow it.</summary>
    public const string LengthHeader = "Inference-Header-Content-Length";

    private const string ImageName = "image";
    private const string BoxesName = "boxes";
    private const string Size = "binary_data_size";

    private const int MostTensors = 16;
    private const int MostNumbers = 64;
    private const int LongestText = 256;
    private const int LongestNumber = 32;

    // Before an element of bytes stands its length.
    private const int ElementHeader = 4;

    /// <summary>How much of a body is JSON; null where nothing follows it.</summary>
    /// <exception cref="ProblemException">The header is no number.</exception>
    public static int? HeaderLength(HttpRequest request) => request.Headers[LengthHeader] is not { Count: > 0 } header ? null
        : int.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out int length) ? length
        : throw Malformed($"The header {LengthHeader} is no number of bytes.");

    /// <summary>Reads a body.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="header">Bytes of it that are JSON, as the header says; null for all.</param>
    /// <param name="maxFaces">Boxes that there may be.</param>
    /// <exception cref="ProblemException">It cannot be used.</exception>
    public static (JsonBody Body, InferenceRequest Request) Read(ReadOnlySpan<byte> body, int? header, int maxFaces)
    {
        if (header is < 0 || header > body.Length)
        {
            throw Malformed($"The header {LengthHeader} says {header}, and the body has {body.Length} bytes.");
        }

        ReadOnlySpan<byte> json = header is { } length ? body[..length] : body;
        var scan = new Scan(json, maxFaces);
        try
        {
            scan.Run();
        }
        catch (JsonException exception)
        {
            throw Malformed($"The body is no JSON of an inference request, from line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1} on.");
        }

        return scan.Finish(body, json.Length);
    }

    /// <summary>The problem of a field, of JSON or of a message, with what it is or must be.</summary>
    public static ProblemException Unusable(string name, string why) => new(Problem.OfParameter(
        ProblemTypes.ParameterInvalid, name, null, $"The field {Excerpt.Of(name)} of the inference request {why}."));

    private static ProblemException Malformed(FormattableString what) =>
        new(ProblemTypes.RequestMalformed, what.ToString(CultureInfo.InvariantCulture));

    /// <summary>What a tensor says of itself.</summary>
    private sealed class Tensor
    {
        public string? Name { get; set; }

        public string? Type { get; set; }

        public int? Bytes { get; set; }

        public Range? Text { get; set; }

        public bool IsEscaped { get; set; }

        public int Texts { get; set; }

        public List<string> Numbers { get; } = [];
    }

    /// <summary>One walk over the JSON.</summary>
    private ref struct Scan(ReadOnlySpan<byte> json, int maxFaces)
    {
        private readonly List<Tensor> _tensors = [];
        private readonly List<string> _outputs = [];
        private readonly Dictionary<string, StringValues> _parameters = new(StringComparer.OrdinalIgnoreCase);
        private readonly int _mostNumbers = 4 * (maxFaces + 1);
        private Utf8JsonReader _reader = new(json, new JsonReaderOptions { MaxDepth = 8 });
        private string? _id;

        public void Run()
        {
            _reader.Read();
            Expect(JsonTokenType.StartObject, "request");
            while (Next(JsonTokenType.EndObject))
            {
                switch (Name())
                {
                    case "id":
                        _id = Text("id");
                        break;
                    case "parameters":
                        Parameters();
                        break;
                    case "inputs":
                        Inputs();
                        break;
                    case "outputs":
                        Outputs();
                        break;
                    default:
                        _reader.Skip();
                        break;
                }
            }

            _reader.Read();
        }

        public (JsonBody Body, InferenceRequest Request) Finish(ReadOnlySpan<byte> body, int at)
        {
            Range? image = null;
            bool isPacked = true;
            bool isEscaped = false;
            foreach (Tensor tensor in _tensors)
            {
                ReadOnlySpan<byte> raw = [];
                if (tensor.Bytes is { } bytes)
                {
                    raw = bytes <= body.Length - at ? body.Slice(at, bytes) : throw Malformed(
                        $"The tensor {Excerpt.Of(tensor.Name)} says {bytes} bytes ({Size}), and {body.Length - at} are left of the body.");
                    at += bytes;
                }

                if (tensor.Name == ImageName && image is null)
                {
                    (image, isPacked) = tensor.Bytes is null ? (TextOf(tensor), true) : (ElementOf(raw, at - raw.Length), false);
                    isEscaped = isPacked && tensor.IsEscaped;
                }
                else if (tensor.Name == BoxesName && !_parameters.ContainsKey("box"))
                {
                    _parameters["box"] = Boxes(tensor, raw);
                }
                else
                {
                    throw Unusable("inputs", $"has a tensor \"{Excerpt.Of(tensor.Name)}\"; it takes {ImageName} and {BoxesName}, each once");
                }
            }

            return (new JsonBody(image, isEscaped, _parameters) { IsPacked = isPacked }, new InferenceRequest(_id, _outputs));
        }

        private static Range TextOf(Tensor tensor) => tensor is { Type: "BYTES", Texts: 1, Text: { } text } ? text
            : throw Unusable(ImageName, "must be a tensor of type BYTES with one element, the file in Base64");

        private static Range ElementOf(ReadOnlySpan<byte> raw, int at) =>
            raw.Length >= ElementHeader && BinaryPrimitives.ReadUInt32LittleEndian(raw) == raw.Length - ElementHeader
                ? (at + ElementHeader)..(at + raw.Length)
                : throw Unusable(ImageName, "must be a tensor of type BYTES with one element: four bytes that say its length, and the file");

        private static string[] Boxes(Tensor tensor, ReadOnlySpan<byte> raw)
        {
            if (tensor.Bytes is not null && tensor.Type == "FP32")
            {
                for (; raw.Length >= sizeof(float); raw = raw[sizeof(float)..])
                {
                    tensor.Numbers.Add(BinaryPrimitives.ReadSingleLittleEndian(raw).ToString(CultureInfo.InvariantCulture));
                }
            }

            return tensor.Numbers.Count % 4 == 0 && raw.IsEmpty
                ? [.. tensor.Numbers.Chunk(4).Select(static box => string.Join(',', box))]
                : throw Unusable(BoxesName, "must be a tensor of type FP32 with four numbers for each face: x, y, width, height");
        }

        private void Inputs()
        {
            Expect(JsonTokenType.StartArray, "inputs");
            while (Next(JsonTokenType.EndArray))
            {
                Expect(JsonTokenType.StartObject, "inputs");
                var tensor = new Tensor();
                _tensors.Add(_tensors.Count < MostTensors ? tensor : throw Unusable("inputs", "has too many tensors"));
                while (Next(JsonTokenType.EndObject))
                {
                    switch (Name())
                    {
                        case "name":
                            tensor.Name = Text("name");
                            break;
                        case "datatype":
                            tensor.Type = Text("datatype");
                            break;
                        case "data":
                            Data(tensor);
                            break;
                        case "parameters":
                            tensor.Bytes = SizeOf();
                            break;
                        default:
                            _reader.Skip();
                            break;
                    }
                }
            }
        }

        // Flat or nested as the shape is.
        private void Data(Tensor tensor)
        {
            Expect(JsonTokenType.StartArray, "data");
            for (int depth = 1; depth > 0 && _reader.Read();)
            {
                switch (_reader.TokenType)
                {
                    case JsonTokenType.StartArray:
                        depth++;
                        break;
                    case JsonTokenType.EndArray:
                        depth--;
                        break;
                    case JsonTokenType.String:
                        int start = (int)_reader.TokenStartIndex + 1;
                        tensor.Texts++;
                        (tensor.Text, tensor.IsEscaped) = (start..(start + _reader.ValueSpan.Length), _reader.ValueIsEscaped);
                        break;
                    case JsonTokenType.Number when _reader.ValueSpan.Length <= LongestNumber && tensor.Numbers.Count < _mostNumbers:
                        tensor.Numbers.Add(Encoding.ASCII.GetString(_reader.ValueSpan));
                        break;
                    default:
                        throw Unusable("data", "holds what is neither text nor number, or more numbers than a request may have");
                }
            }
        }

        private int? SizeOf()
        {
            int? size = null;
            Expect(JsonTokenType.StartObject, "parameters");
            while (Next(JsonTokenType.EndObject))
            {
                if (Name() != Size)
                {
                    _reader.Skip();
                }
                else if (_reader.TokenType == JsonTokenType.Number && _reader.TryGetInt32(out int bytes) && bytes >= 0)
                {
                    size = bytes;
                }
                else
                {
                    throw Unusable(Size, "must be a number of bytes");
                }
            }

            return size;
        }

        private void Outputs()
        {
            Expect(JsonTokenType.StartArray, "outputs");
            while (Next(JsonTokenType.EndArray))
            {
                Expect(JsonTokenType.StartObject, "outputs");
                while (Next(JsonTokenType.EndObject))
                {
                    if (Name() == "name")
                    {
                        _outputs.Add(_outputs.Count < MostTensors ? Text("name") : throw Unusable("outputs", "names too many tensors"));
                    }
                    else
                    {
                        _reader.Skip();
                    }
                }
            }
        }

        // Those of the protocol itself are about the form of the answer, which is always JSON.
        private void Parameters()
        {
            Expect(JsonTokenType.StartObject, "parameters");
            while (Next(JsonTokenType.EndObject))
            {
                string name = Name();
                if (name.StartsWith("binary_data", StringComparison.Ordinal) || name.StartsWith("sequence_", StringComparison.Ordinal))
                {
                    _reader.Skip();
                }
                else if (_parameters.Count == MostNumbers || !_parameters.TryAdd(name, Value(name)))
                {
                    throw Unusable(name, "is given twice");
                }
            }
        }

        private readonly string Value(string name) => _reader.TokenType switch
        {
            JsonTokenType.True => "true",
            JsonTokenType.False => "false",
            JsonTokenType.Number when _reader.ValueSpan.Length <= LongestNumber => Encoding.ASCII.GetString(_reader.ValueSpan),
            _ => Text(name),
        };

        private readonly string Text(string name) => _reader.TokenType == JsonTokenType.String && _reader.ValueSpan.Length <= LongestText
            ? JsonBody.TextOf(in _reader)
            : throw Unusable(name, "must be a short text");

        // The name of a field, at whose value the reader is then.
        private string Name()
        {
            string name = _reader.ValueSpan.Length <= LongestText ? JsonBody.TextOf(in _reader) : throw Unusable("parameters", "has a name that is too long");
            _reader.Read();
            return name;
        }

        private bool Next(JsonTokenType end) => _reader.Read() && _reader.TokenType != end;

        private readonly void Expect(JsonTokenType type, string name)
        {
            if (_reader.TokenType != type)
            {
                throw Unusable(name, $"must be {(type == JsonTokenType.StartArray ? "an array" : "an object")}");
            }
        }
    }
}

/// <summary>What an inference request says beside its image.</summary>
/// <param name="Id">What its answer repeats; null where it says nothing.</param>
/// <param name="Outputs">The tensors that it wants; all where it names none.</param>
internal sealed record InferenceRequest(string? Id, IReadOnlyList<string> Outputs);
