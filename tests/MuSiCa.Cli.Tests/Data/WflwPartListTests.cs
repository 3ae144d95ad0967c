using System.Text.Json;
using MuSiCa.Inference;

namespace MuSiCa.Cli.Tests;

public sealed class WflwPartListTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_Faces_GivesPointsRectangleAttributesAndImage()
    {
        _folder.Write("images/37--Soccer/a.jpg", "x");
        string list = _folder.Write("faces.json", Json("37--Soccer/a.jpg", [10, 20, 110.5, 220], 136));

        Assert.True(WflwPartList.IsList(list));
        FaceSet set = WflwPartList.Read(list, _folder["images"]);

        AnnotatedFace face = Assert.Single(set.Faces);
        Assert.Equal("37--Soccer/a#1", face.Name);
        Assert.Equal(new BoundingBox(10, 20, 100.5f, 200), face.Box);
        Assert.Equal((136, 135.5), (face.Truth.Length, face.Truth[135]));
        Assert.Equal(["blur"], face.Subsets);
        Assert.Equal("rectangles of faces.json", set.Boxes);
    }

    [Theory]
    [InlineData("a.jpg", 220, 134, "[0]: must have 'image', 'rect' with four numbers and 'points68of98' with 136")]
    [InlineData("b.jpg", 220, 136, "[0]: no image ")]
    [InlineData("a.jpg", 20, 136, "[0]: the rectangle 10,20 to 110,20 is empty")]
    public void Read_Malformed_NamesTheFace(string image, double bottom, int numbers, string problem)
    {
        _folder.Write("images/a.jpg", "x");

        Refused(Json(image, [10, 20, 110, bottom], numbers), problem);
    }

    [Theory]
    [InlineData("[]", "names no face")]
    [InlineData("[null]", "[0]: must have 'image'")]
    [InlineData("{}", "is not a list of faces with 68 points")]
    public void Read_NoFaces_SaysSo(string json, string problem) => Refused(json, problem);

    private void Refused(string json, string problem)
    {
        string list = _folder.Write("faces.json", json);

        UserException refusal = Assert.Throws<UserException>(() => WflwPartList.Read(list, _folder["images"]));

        Assert.Contains(problem, refusal.Message, StringComparison.Ordinal);
    }

    private static string Json(string image, double[] rect, int numbers) => JsonSerializer.Serialize(new[]
    {
        new
        {
            image,
            rect,
            attributes = new Dictionary<string, int> { ["pose"] = 0, ["blur"] = 1 },
            points68of98 = Enumerable.Range(0, numbers).Select(static number => number + 0.5),
        },
    });
}
