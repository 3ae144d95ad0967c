using System.Text.Json;
using MuSiCa.Inference;

namespace MuSiCa.Bench;

/// <summary>A sample photo of the repository with the boxes of its faces.</summary>
internal sealed record SamplePhoto(string Name, byte[] Encoded, BoundingBox[] Boxes)
{
    /// <summary>Reads every photo that the list beside them names.</summary>
    public static SamplePhoto[] ReadAll(string folder)
    {
        using var list = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "boxes.json")));
        return
        [
            .. list.RootElement.EnumerateObject().Select(photo => new SamplePhoto(
                photo.Name,
                File.ReadAllBytes(Path.Combine(folder, photo.Name)),
                [.. photo.Value.EnumerateArray().Select(Box)])),
        ];
    }

    private static BoundingBox Box(JsonElement box)
    {
        float[] sides = [.. box.EnumerateArray().Select(static side => side.GetSingle())];
        return new BoundingBox(sides[0], sides[1], sides[2], sides[3]);
    }
}
