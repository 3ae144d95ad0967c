using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using MuSiCa.Service.Pipeline;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Uploads;

/// <summary>
/// A body of JSON: an image in Base64, and parameters of the query under their names. Nothing is built of it but a few short texts; the
/// image is decoded where it lies.
/// </summary>
/// <param name="Image">Where the text of the image lies in the body; null where there is none.</param>
/// <param name="IsEscaped">Whether that text has escapes.</param>
/// <param name="Parameters">What else was given; boxes as many values of <c>box</c>.</param>
internal sealed record JsonBody(Range? Image, bool IsEscaped, IReadOnlyDictionary<string, StringValues> Parameters)
{
    /// <summary>Whether the image is in Base64; else its bytes lie there as they are.</summary>
    public bool IsPacked { get; init; } = true;

    /// <summary>Bytes that a body may have beside the image.</summary>
    public const int Besides = 64 * 1024;

    private const string ImageName = "image";
    private const string BoxesName = "boxes";
    private const string BoxName = "box";

    private const int MostFields = 64;
    private const int LongestText = 256;
    private const int LongestNumber = 32;
    private const int MostNumbers = 8;

    // An object, an array of boxes, and one of four numbers.
    private const int Depth = 3;

    /// <summary>Whether a request says that its body is JSON.</summary>
    public static bool IsAnnounced(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a body that says so looks like it; an image that says so is read as one.</summary>
    public static bool IsLike(ReadOnlySpan<byte> body) => body.TrimStart(" \t\r\n"u8) is [(byte)'{', ..];

    /// <summary>Reads the fields.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="maxFaces">Boxes that there may be.</param>
    /// <exception cref="ProblemException">It is no JSON, or has fields that cannot be used.</exception>
    public static JsonBody Read(ReadOnlySpan<byte> body, int maxFaces)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = Depth });
        try
        {
            return Read(ref reader, maxFaces);
        }
        catch (JsonException exception)
        {
            throw new ProblemException(ProblemTypes.RequestMalformed,
                $"The body is not the JSON that its Content-Type announces, from line {exception.LineNumber + 1}, byte "
                    + $"{exception.BytePositionInLine + 1} on. Send an object such as {{\"image\": \"…Base64…\", \"boxes\": [[120, 80, 200, 220]]}}.");
        }
    }

    /// <summary>The text or name that a reader stands at.</summary>
    /// <exception cref="JsonException">It is no text: bytes that are not UTF-8, or half of a surrogate pair as an escape.</exception>
    public static string TextOf(ref readonly Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException(exception.Message, null, lineNumber: 0, bytePositionInLine: reader.TokenStartIndex, exception);
        }
    }

    private static JsonBody Read(ref Utf8JsonReader reader, int maxFaces)
    {
        Range? image = null;
        bool isEscaped = false;
        var fields = new Dictionary<string, StringValues>(StringComparer.OrdinalIgnoreCase);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.ValueSpan.Length <= LongestText ? TextOf(in reader) : throw Unusable(null, "has a name that is too long");
            if (fields.Count == MostFields)
            {
                throw Unusable(null, "has too many fields");
            }

            reader.Read();
            if (name == ImageName && image is null)
            {
                int start = (int)reader.TokenStartIndex + 1;
                image = reader.TokenType == JsonTokenType.String
                    ? start..(start + reader.ValueSpan.Length)
                    : throw Unusable(ImageName, "is no text; write the bytes of the file in Base64");
                isEscaped = reader.ValueIsEscaped;
                continue;
            }

            (string field, StringValues values) = name == BoxesName && reader.TokenType == JsonTokenType.StartArray
                ? (BoxName, ReadBoxes(ref reader, maxFaces))
                : (name, ReadText(ref reader, name));
            if (name == ImageName || !fields.TryAdd(field, values))
            {
                throw Unusable(name, "is given twice");
            }
        }

        // What follows the object is no JSON.
        reader.Read();
        return new JsonBody(image, isEscaped, fields);
    }

    private static string?[] ReadText(ref Utf8JsonReader reader, string name) => reader.TokenType switch
    {
        JsonTokenType.Null => [],
        JsonTokenType.True => ["true"],
        JsonTokenType.False => ["false"],
        JsonTokenType.Number when reader.ValueSpan.Length <= LongestNumber => [Encoding.ASCII.GetString(reader.ValueSpan)],
        JsonTokenType.String when reader.ValueSpan.Length <= LongestText => [TextOf(in reader)],
        _ => throw Unusable(name, "is neither a short text, a number, true nor false"),
    };

    private static string[] ReadBoxes(ref Utf8JsonReader reader, int maxFaces)
    {
        var boxes = new List<string>();
        var numbers = new List<string>(MostNumbers);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (boxes.Count > maxFaces)
            {
                throw new ProblemException(LandmarkQuery.CheckFaces(boxes.Count, 1, maxFaces)!);
            }

            bool isArray = reader.TokenType == JsonTokenType.StartArray;
            numbers.Clear();
            while (isArray && reader.Read() && reader.TokenType == JsonTokenType.Number
                && reader.ValueSpan.Length <= LongestNumber && numbers.Count < MostNumbers)
            {
                numbers.Add(Encoding.ASCII.GetString(reader.ValueSpan));
            }

            string box = string.Join(',', numbers);
            boxes.Add(isArray && reader.TokenType == JsonTokenType.EndArray
                ? box
                : throw FaceBoxes.Invalid(ProblemTypes.BoxInvalid, boxes.Count, box,
                    "is no array of four numbers; write [x, y, width, height] in pixels of the upright image."));
        }

        return [.. boxes];
    }

    /// <summary>Makes the bytes of the image out of the body that it lies in, which is nothing else from then on.</summary>
    /// <param name="body">The body that was read.</param>
    /// <exception cref="ProblemException">There is no image, it is an address, or its text is no Base64.</exception>
    public void Unpack(BodyBytes body)
    {
        if (Image is not { } range)
        {
            throw new ProblemException(new Problem(ProblemTypes.FileRequired,
                "The JSON has no image. Write the bytes of the file there in Base64, as in {\"image\": \"/9j/4AAQ…\"}.")
            {
                Parameter = ImageName,
            });
        }

        (int start, int length) = range.GetOffsetAndLength(body.Memory.Length);
        if (!IsPacked)
        {
            body.Keep(start, length);
            return;
        }

        Span<byte> text = body.Span.Slice(start, length);
        if (IsEscaped)
        {
            text = text[..Unescape(text)];
        }

        int begin = BeginOf(text);
        OperationStatus status = Base64.DecodeFromUtf8InPlace(text[begin..], out int written);
        if (status != OperationStatus.Done)
        {
            throw Unusable(ImageName, "is no Base64; write the bytes of the file in it, with its padding (=)");
        }

        body.Keep(start + begin, written);
    }

    // Where the Base64 begins: at once, or behind the comma of a data URL.
    private static int BeginOf(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> start = text[..Math.Min(text.Length, LongestText)];
        if (!start.StartsWith("data:"u8))
        {
            return start.IndexOf("://"u8) < 0 ? 0
                : throw Unusable(ImageName, "is an address, and nothing is fetched from any; write the bytes of the file in Base64");
        }

        int comma = start.IndexOf((byte)',');
        return comma > 0 && start[..comma].EndsWith(";base64"u8) ? comma + 1
            : throw Unusable(ImageName, "is a data URL that is not in Base64; write it as data:image/jpeg;base64,/9j/4AAQ…");
    }

    // Of Base64 writers escape / and some + and =; others break its lines. Each gets shorter by it.
    private static int Unescape(Span<byte> text)
    {
        int to = 0;
        for (int from = 0; from < text.Length; from++, to++)
        {
            if (text[from] != '\\')
            {
                text[to] = text[from];
                continue;
            }

            from++;
            text[to] = text[from] switch
            {
                (byte)'n' or (byte)'r' or (byte)'t' => (byte)' ',
                (byte)'u' => Utf8Parser.TryParse(text.Slice(from + 1, 4), out ushort unit, out _, 'x') && unit < 128 ? (byte)unit : (byte)'?',
                var other => other,
            };
            from += text[from] == 'u' ? 4 : 0;
        }

        return to;
    }

    private static ProblemException Unusable(string? name, string why) => name is null
        ? new ProblemException(ProblemTypes.RequestMalformed, $"The JSON {why}.")
        : new ProblemException(Problem.OfParameter(ProblemTypes.ParameterInvalid, name, null, $"The field {Excerpt.Of(name)} of the JSON {why}."));
}
