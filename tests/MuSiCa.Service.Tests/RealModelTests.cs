using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MuSiCa.Cascade;
using MuSiCa.Imaging;

namespace MuSiCa.Service.Tests;

/// <summary>The model of the repository on ONNX Runtime, the whole way over HTTP.</summary>
public sealed class RealModelTests(RealModelTests.RealService service) : IClassFixture<RealModelTests.RealService>
{
    private const int Requests = 24;

    [Fact]
    public async Task Post_ManyRequestsAtOnce_EqualTheOfflineRunner()
    {
        HttpClient client = await service.ReadyAsync();
        BoundingBox[] boxes = [.. Enumerable.Range(0, Requests).Select(i => new BoundingBox(60 + i, 50 - i, 200 + (3 * i), 220))];
        byte[] image = TestImages.Paint(400, 360).EncodePng();

        string[] answers = await Task.WhenAll(boxes.Select(box => PostAsync(client, box, image)));

        using CascadeSession session = CascadeSession.Open(
            ModelPackage.Load(TestPaths.Model), new ExecutionOptions { Provider = ExecutionProvider.Cpu });
        using var runner = new OfflineRunner(session);
        PreparedFace[] faces = Prepare(session.Package, image, boxes);
        FaceAlignment[] expected = runner.Align(faces, ExitLimits.Default);
        Array.ForEach(faces, static face => face.Dispose());
        Assert.All(expected.Zip(answers), pair => AssertSame(pair.First, pair.Second));
    }

    [Fact]
    public async Task Post_LargePhotoOfTheSameScene_GivesTheSameLandmarksAtItsScale()
    {
        HttpClient client = await service.ReadyAsync();
        byte[] small = TestImages.Paint(400, 360).EncodePng();
        byte[] large = TestImages.Paint(1600, 1440).EncodeJpeg(95);

        JsonNode one = JsonNode.Parse(await PostAsync(client, new BoundingBox(80, 60, 240, 240), small))!;
        JsonNode four = JsonNode.Parse(await PostAsync(client, new BoundingBox(320, 240, 960, 960), large))!;

        Assert.Equal("""{"width":1600,"height":1440}""", four["image"]!.ToJsonString());
        double[] distances =
        [
            .. Http.Landmarks(one["faces"]![0]!).Zip(Http.Landmarks(four["faces"]![0]!), (a, b) => Math.Abs((4 * a) - b)),
        ];

        // Pixel centres lie at integers, so a scene drawn four times as large is shifted by up to a pixel and a half.
        Assert.InRange(distances.Average(), 0, 960 * 0.02);
    }

    [Fact]
    public async Task Get_Models_SaysWhatRuns()
    {
        HttpClient client = await service.ReadyAsync();

        JsonNode model = (await Http.AnswerAsync(await client.GetAsync("/v1/models")))["models"]![0]!;

        Assert.Equal(ModelPackage.Load(TestPaths.Model).Name, (string?)model["name"]);
        Assert.Equal("cpu", (string?)model["provider"]!["active"]);
    }

    private static async Task<string> PostAsync(HttpClient client, BoundingBox box, byte[] image)
    {
        string query = string.Create(CultureInfo.InvariantCulture, $"box={box.X},{box.Y},{box.Width},{box.Height}");
        HttpResponseMessage response = await client.PostAsync($"/v1/landmarks?{query}", Http.Body(image));
        await Http.AnswerAsync(response);
        return await response.Content.ReadAsStringAsync();
    }

    private static PreparedFace[] Prepare(ModelPackage package, byte[] image, IEnumerable<BoundingBox> boxes)
    {
        var preparer = new FacePreparer(package);
        using DecodedImage decoded = new ImageDecoder(new ImagingLimits()).Decode(image);
        return
        [
            .. boxes.Select(box => preparer.Prepare(
                new RgbPixels(decoded.Pixels, decoded.Width, decoded.Height), PixelMapping.Identity, box)),
        ];
    }

    private static void AssertSame(FaceAlignment expected, string json)
    {
        FaceAnswer face = Assert.Single(JsonSerializer.Deserialize(json, AnswerJsonContext.Default.AlignmentAnswer)!.Faces);
        FaceAnswer alone = FaceAnswer.From(expected);
        Assert.Equal((alone.Box, alone.Stages, alone.Exit, alone.Status), (face.Box, face.Stages, face.Exit, face.Status));
        Assert.Equal(alone.PredictedError, face.PredictedError, tolerance: 0.00011);
        Assert.All(alone.Landmarks.Zip(face.Landmarks), pair =>
        {
            // Both are rounded to a hundredth.
            Assert.Equal(pair.First.X, pair.Second.X, tolerance: 0.011);
            Assert.Equal(pair.First.Y, pair.Second.Y, tolerance: 0.011);
        });
    }

    public sealed class RealService : TestService
    {
        public RealService() => WithModel(TestPaths.Model);
    }
}
