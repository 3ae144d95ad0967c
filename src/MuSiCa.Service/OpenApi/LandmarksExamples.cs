using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace MuSiCa.Service.OpenApi;

/// <summary>Answers of the landmarks endpoint as the description of the interface shows them; two landmarks stand for all.</summary>
internal static class LandmarksExamples
{
    private const string OneImage =
        """
        {
          "model": { "name": "musica-68", "version": "1" },
          "image": { "width": 640, "height": 480 },
          "faces": [
            {
              "box": { "x": 120, "y": 80, "width": 200, "height": 220 },
              "landmarks": [[121.44, 168.02], [124.9, 196.37]],
              "stages": 2,
              "exit": "confident",
              "predictedError": 0.0312,
              "status": "accepted"
            }
          ]
        }
        """;

    private const string Found =
        """
        {
          "model": { "name": "musica-68", "version": "1" },
          "image": { "width": 640, "height": 480 },
          "faces": [
            {
              "box": { "x": 118.5, "y": 82.25, "width": 204, "height": 221.5 },
              "landmarks": [[121.44, 168.02], [124.9, 196.37]],
              "stages": 2,
              "exit": "confident",
              "predictedError": 0.0312,
              "status": "accepted",
              "score": 0.9871
            }
          ],
          "finder": { "name": "finder-320", "version": "1" }
        }
        """;

    private const string Boxes =
        """
        {
          "finder": { "name": "finder-320", "version": "1" },
          "image": { "width": 640, "height": 480 },
          "leastFace": 32,
          "faces": [
            { "box": { "x": 118.5, "y": 82.25, "width": 204, "height": 221.5 }, "score": 0.9871 }
          ]
        }
        """;

    private const string Timed =
        """
        {
          "model": { "name": "musica-68", "version": "1" },
          "image": { "width": 640, "height": 480 },
          "faces": [
            {
              "box": { "x": 120, "y": 80, "width": 200, "height": 220 },
              "landmarks": [[121.44, 168.02], [124.9, 196.37]],
              "stages": 1,
              "exit": "confident",
              "predictedError": 0.0512,
              "status": "accepted",
              "degraded": true,
              "timing": { "wait": 0.412, "gather": 0.067, "execute": 1.205 }
            }
          ],
          "timing": { "receive": 0.231, "wait": 0.018, "decode": 3.104, "frame": 0.553 }
        }
        """;

    private const string Refused =
        """
        {
          "type": "urn:musica:problem:image-truncated",
          "title": "The image is cut off",
          "status": 400,
          "detail": "The JPEG ends after 20000 bytes without its end marker."
        }
        """;

    /// <summary>One image whose faces are given or found, boxes alone, an image with its times, and a form of which one file is damaged.</summary>
    public static IDictionary<string, IOpenApiExample> All => new Dictionary<string, IOpenApiExample>
    {
        ["image"] = new OpenApiExample { Summary = "One image, its face given with box", Value = JsonNode.Parse(OneImage) },
        ["found"] = new OpenApiExample { Summary = "One image, its face found", Value = JsonNode.Parse(Found) },
        ["boxes"] = new OpenApiExample { Summary = "The boxes alone, with detect=only", Value = JsonNode.Parse(Boxes) },
        ["timed"] = new OpenApiExample
        {
            Summary = "One image, with timing=true, from a service in its degraded mode; times in milliseconds",
            Value = JsonNode.Parse(Timed),
        },
        ["images"] = new OpenApiExample
        {
            Summary = "A form with two files, one of them damaged",
            Value = new JsonObject { ["images"] = new JsonArray(Named("left.jpg", OneImage), Named("right.jpg", Refused)) },
        },
    };

    private static JsonObject Named(string file, string answer)
    {
        JsonObject named = JsonNode.Parse(answer)!.AsObject();
        named.Insert(0, "file", file);
        return named;
    }
}
