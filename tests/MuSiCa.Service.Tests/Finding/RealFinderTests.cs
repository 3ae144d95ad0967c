using System.Text.Json.Nodes;
using MuSiCa.Imaging;

namespace MuSiCa.Service.Tests.Finding;

/// <summary>Photos without boxes through the finder and the model of the repository.</summary>
public sealed class RealFinderTests(RealFinderTests.RealService service) : IClassFixture<RealFinderTests.RealService>
{
    private static readonly byte[] Sample = TestPaths.ReadBytesFromRepository("samples", "average-face.jpg");

    [Fact]
    public async Task Post_TheSampleCollage_ComesBackWithEveryFace()
    {
        JsonObject labels = JsonNode.Parse(TestPaths.ReadFromRepository("samples", "boxes.json"))!.AsObject();
        double[][] expected = [.. labels["group.jpg"]!.AsArray().Select(box => box!.AsArray().Select(value => (double)value!).ToArray())];

        JsonArray faces = await FacesAsync(TestPaths.ReadBytesFromRepository("samples", "group.jpg"));

        Assert.Equal(expected.Length, faces.Count);
        Assert.All(expected, box => Assert.Contains(faces, face => Overlap(box, Box(face!)) > 0.5));
        Assert.All(faces, face => Assert.Equal("accepted", (string?)face!["status"]));
    }

    [Fact]
    public async Task Post_FortyFaces_FindsThemAll()
    {
        using DecodedImage tile = new ImageDecoder(new ImagingLimits()).Decode(Sample, maxShrink: 4);
        byte[] pixels = new byte[3 * 8 * tile.Width * 5 * tile.Height];
        for (int i = 0; i < 40; i++)
        {
            Place(tile, pixels, 8 * tile.Width, i % 8 * tile.Width, i / 8 * tile.Height);
        }

        JsonArray faces = await FacesAsync(Canvas.Copy(pixels, 8 * tile.Width, 5 * tile.Height).EncodeJpeg(90), "?minFace=40");

        Assert.Equal(40, faces.Count);
        Assert.Equal(40, faces.Select(face => ((int)Box(face!)[0] / tile.Width, (int)Box(face!)[1] / tile.Height)).Distinct().Count());
    }

    [Fact]
    public async Task Post_PhotoOf24Megapixels_FindsItsFacesInBoundedMemory()
    {
        const int Width = 6000;
        const int Height = 4000;
        using DecodedImage face = new ImageDecoder(new ImagingLimits()).Decode(Sample);
        byte[] pixels = new byte[3 * Width * Height];
        (int X, int Y)[] places = [(100, 200), (2600, 300), (5300, 150), (300, 3300), (3100, 2900), (5200, 3300)];
        foreach ((int x, int y) in places)
        {
            Place(face, pixels, Width, x, y);
        }

        JsonArray faces = await FacesAsync(Canvas.Copy(pixels, Width, Height).EncodeJpeg(85), "?minFace=200");

        Assert.Equal(places.Length, faces.Count);
        Assert.All(places, place => Assert.Contains(
            faces, found => Overlap([place.X + 174, place.Y + 179, 292, 281], Box(found!)) > 0.5));
        Assert.Equal(0, service.Memory.Used);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1920, 1080)]
    public async Task Post_BlackPicture_HasNoFace(int width, int height) =>
        Assert.Empty(await FacesAsync(new Canvas(width, height, RgbColor.Black).EncodePng()));

    private async Task<JsonArray> FacesAsync(byte[] photo, string query = "")
    {
        HttpClient client = await service.ReadyAsync();
        return (await Http.AnswerAsync(await client.PostAsync($"/v1/landmarks{query}", Http.Body(photo))))["faces"]!.AsArray();
    }

    private static void Place(DecodedImage tile, byte[] pixels, int width, int left, int top)
    {
        for (int row = 0; row < tile.Height; row++)
        {
            tile.Pixels.Slice(3 * row * tile.Width, 3 * tile.Width).CopyTo(pixels.AsSpan(3 * (((top + row) * width) + left)));
        }
    }

    private static double[] Box(JsonNode face) =>
        [.. new[] { "x", "y", "width", "height" }.Select(name => (double)face["box"]![name]!)];

    private static double Overlap(double[] one, double[] other)
    {
        double width = Math.Min(one[0] + one[2], other[0] + other[2]) - Math.Max(one[0], other[0]);
        double height = Math.Min(one[1] + one[3], other[1] + other[3]) - Math.Max(one[1], other[1]);
        double shared = Math.Max(0, width) * Math.Max(0, height);
        return shared / ((one[2] * one[3]) + (other[2] * other[3]) - shared);
    }

    /// <summary>The service with what the repository ships.</summary>
    public sealed class RealService : TestService
    {
        public RealService() => WithModel(TestPaths.Model).With("Finding:Path", TestPaths.Finder);
    }
}
