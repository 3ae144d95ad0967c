using System.Globalization;
using System.Text.Json.Nodes;
using MuSiCa.Inference;
using MuSiCa.Inference.Tests;

namespace MuSiCa.Cli.Tests;

// Painted photos with the boxes of their faces in a JSON file.
internal sealed class PhotoFolder : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly JsonArray _entries = [];

    public string Photos => _folder["photos"];

    public string Boxes => _folder.Write("boxes.json", _entries.ToJsonString());

    public string this[string name] => _folder[name];

    public void Add(string name, PaintedPhoto photo, BoundingBox[] faces, params BoundingBox[] ignore)
    {
        _folder.Write($"photos/{name}", photo.ToPng());
        _entries.Add((JsonNode)new JsonObject
        {
            ["image"] = name,
            ["width"] = photo.Width,
            ["height"] = photo.Height,
            ["faces"] = Json(faces),
            ["ignore"] = Json(ignore),
        });
    }

    public void AddLandmarks(string name, PaintedPhoto photo, BoundingBox face)
    {
        _folder.Write($"photos/{name}.png", photo.ToPng());
        double[] points = [.. Enumerable.Range(0, 2 * TinyModel.Landmarks).Select(i => i % 2 == 0 ? face.X + (face.Width / 2.0) : face.Y)];
        (points[0], points[2]) = (face.X, face.X + face.Width);
        points[^1] = face.Y + face.Height;
        _folder.Write($"photos/{name}.pts", FaceFolder.Pts(points));
    }

    public string Write(string name, string text) => _folder.Write(name, text);

    public void Dispose() => _folder.Dispose();

    private static JsonArray Json(BoundingBox[] boxes) => new(
        [.. boxes.Select(box => JsonNode.Parse(string.Create(
            CultureInfo.InvariantCulture, $"[{box.X}, {box.Y}, {box.X + box.Width}, {box.Y + box.Height}]")))]);
}
