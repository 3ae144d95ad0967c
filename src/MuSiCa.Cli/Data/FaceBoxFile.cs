using System.Text.Json;
using System.Text.Json.Serialization;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

// A JSON list with an entry for each photo: image, width, height, faces and perhaps ignore, the boxes as x0, y0, x1, y1.
internal static class FaceBoxFile
{
    public static AnnotatedPhoto[] Read(string path, string folder)
    {
        FaceBoxEntry?[]? entries;
        try
        {
            entries = JsonSerializer.Deserialize(File.ReadAllBytes(path), FaceBoxJsonContext.Default.FaceBoxEntryArray);
        }
        catch (JsonException exception)
        {
            throw new UserException($"{path}: is not a list of photos with the boxes of their faces ({exception.Message})", exception);
        }

        AnnotatedPhoto[] photos = [.. (entries ?? []).Select((entry, index) => Photo(entry, $"{path}, [{index}]", folder))];
        if (photos.Length == 0)
        {
            throw new UserException($"{path}: names no photo");
        }

        return photos.GroupBy(photo => photo.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new UserException($"{path}: '{twice.Key}' is there twice")
            : photos;
    }

    private static AnnotatedPhoto Photo(FaceBoxEntry? entry, string place, string folder)
    {
        if (entry?.Image is not { Length: > 0 } name || entry.Faces is null)
        {
            throw new UserException($"{place}: must have 'image' and 'faces'");
        }

        string image = Path.Combine(folder, name);
        if (!File.Exists(image))
        {
            throw new UserException($"{place}: no image {image}");
        }

        return new AnnotatedPhoto(
            name,
            image,
            Boxes(entry.Faces, $"{place}.faces"),
            Boxes(entry.Ignore ?? [], $"{place}.ignore"),
            entry is { Width: int width, Height: int height } ? (width, height) : null);
    }

    private static BoundingBox[] Boxes(double[]?[] boxes, string place) =>
        [.. boxes.Select((edges, index) => Box(edges, $"{place}[{index}]"))];

    private static BoundingBox Box(double[]? edges, string place) =>
        edges is [double left, double top, double right, double bottom] && edges.All(double.IsFinite) && right > left && bottom > top
            ? new BoundingBox((float)left, (float)top, (float)(right - left), (float)(bottom - top))
            : throw new UserException($"{place}: is not a box x0, y0, x1, y1");
}

/// <summary>The faces of one photo as they stand in a file of boxes: anything may be missing. Boxes are x0, y0, x1, y1.</summary>
internal sealed record FaceBoxEntry(string? Image, int? Width, int? Height, double[]?[]? Faces, double[]?[]? Ignore);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(FaceBoxEntry[]))]
internal sealed partial class FaceBoxJsonContext : JsonSerializerContext;
