using System.Text.Json;
using System.Text.Json.Serialization;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

// 68 of WFLW's 98 points where the whole annotation is not at hand: a JSON list of faces with their rectangle and attributes.
internal static class WflwPartList
{
    private const int Points = 68;

    public static bool IsList(string path) => Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase);

    public static FaceSet Read(string path, string images)
    {
        WflwPartFace?[]? faces;
        try
        {
            faces = JsonSerializer.Deserialize(File.ReadAllBytes(path), WflwPartJsonContext.Default.WflwPartFaceArray);
        }
        catch (JsonException exception)
        {
            throw new UserException($"{path}: is not a list of faces with {Points} points ({exception.Message})", exception);
        }

        return faces is { Length: > 0 }
            ? new FaceSet([.. faces.Select((face, index) => Face(face, index, path, images))], $"rectangles of {Path.GetFileName(path)}")
            : throw new UserException($"{path}: names no face");
    }

    private static AnnotatedFace Face(WflwPartFace? face, int index, string path, string images)
    {
        string place = $"{path}, [{index}]";
        if (face is not { Image.Length: > 0, Rect: [double left, double top, double right, double bottom], Points: { Length: 2 * Points } points }
            || !points.All(double.IsFinite))
        {
            throw new UserException($"{place}: must have 'image', 'rect' with four numbers and 'points68of98' with {2 * Points}");
        }

        string image = Path.Combine(images, face.Image);
        if (!File.Exists(image))
        {
            throw new UserException($"{place}: no image {image}");
        }

        return right > left && bottom > top
            ? new AnnotatedFace(
                FormattableString.Invariant($"{Path.ChangeExtension(face.Image, null)}#{index + 1}"),
                image,
                new BoundingBox((float)left, (float)top, (float)(right - left), (float)(bottom - top)),
                points,
                [.. (face.Attributes ?? []).Where(static attribute => attribute.Value == 1).Select(static attribute => attribute.Key)])
            : throw new UserException(FormattableString.Invariant($"{place}: the rectangle {left},{top} to {right},{bottom} is empty"));
    }
}

/// <summary>A face of the list: anything may be missing. The rectangle is x0, y0, x1, y1.</summary>
internal sealed record WflwPartFace(
    string? Image, double[]? Rect, [property: JsonPropertyName("points68of98")] double[]? Points, Dictionary<string, int>? Attributes);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WflwPartFace[]))]
internal sealed partial class WflwPartJsonContext : JsonSerializerContext;
