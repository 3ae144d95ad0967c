using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using MuSiCa.Imaging;
using MuSiCa.Inference;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Grpc;
using MuSiCa.Service.Pipeline;
using MuSiCa.Serving;

namespace MuSiCa.Service.Tests;

/// <summary>The model of the repository on ONNX Runtime, the whole way over HTTP.</summary>
public sealed class RealModelTests(RealModelTests.RealService service) : IClassFixture<RealModelTests.RealService>
{
    private const int Requests = 24;
    private const int ManyFaces = 500;
    private const int FacesTogether = 10;

    [Fact]
    public async Task Post_ManyRequestsAtOnce_EqualTheOfflineRunner()
    {
        HttpClient client = await service.ReadyAsync();
        BoundingBox[] boxes = [.. Enumerable.Range(0, Requests).Select(i => new BoundingBox(60 + i, 50 - i, 200 + (3 * i), 220))];
        byte[] image = TestImages.Paint(400, 360).EncodePng();

        string[] answers = await Task.WhenAll(boxes.Select(box => PostAsync(client, box, image)));

        using CascadeSession session = OpenSession();
        Assert.All(Offline(session, Prepare(new FacePreparer(session.Package), image, boxes)).Zip(answers), pair => AssertSame(
            pair.First,
            Assert.Single(JsonSerializer.Deserialize(pair.Second, AnswerJsonContext.Default.AlignmentAnswer)!.Faces)));
    }

    [Fact]
    public async Task Post_PoseAndSpreadOfTheAverageFace_AreSmall()
    {
        HttpClient client = await service.ReadyAsync();
        byte[] image = TestPaths.ReadBytesFromRepository("samples", "average-face.jpg");

        JsonNode answer = await Http.AnswerAsync(
            await client.PostAsync("/v1/landmarks?box=174,179,292,281&pose=true&spread=true", Http.Body(image)));

        JsonNode pose = answer["faces"]![0]!["pose"]!;
        Assert.All(["yaw", "pitch", "roll"], angle => Assert.InRange((double)pose[angle]!, -8, 8));
        JsonArray spread = answer["faces"]![0]!["spread"]!.AsArray();
        Assert.Equal(answer["faces"]![0]!["landmarks"]!.AsArray().Count, spread.Count);
        Assert.All(spread, distance => Assert.InRange((double)distance!, 0.1, 50));
    }

    [Fact]
    public async Task Locate_PoseAndSpreadAsked_AreThere()
    {
        await service.ReadyAsync();
        using var client = new LandmarkerClient(service);
        byte[] image = TestPaths.ReadBytesFromRepository("samples", "average-face.jpg");
        var request = new LocateRequest { Image = new Image { Encoded = ByteString.CopyFrom(image) }, Pose = true, Spread = true };
        request.Boxes.Add(new Box { X = 174, Y = 179, Width = 292, Height = 281 });

        Face face = Assert.Single((await client.LocateAsync(request)).Faces);

        Assert.InRange(face.Pose.Yaw, -8, 8);
        Assert.Equal((1u, face.Landmarks.Count), (face.Passes, 2 * face.Spread.Count));
    }

    // Below JSON, which rounds to a hundredth.
    [Fact]
    public async Task Align_FiveHundredFacesAtOnce_EqualTheOfflineRunner()
    {
        await service.ReadyAsync();
        IFaceAligner aligner = service.Services.GetRequiredService<IFaceAligner>();
        FacePreparer preparer = service.Services.GetRequiredService<FacePreparer>();
        using CascadeSession session = OpenSession();
        byte[] image = TestPaths.ReadBytesFromRepository("samples", "average-face.jpg");
        BoundingBox[] boxes = BoxesOfAverageFace();

        FaceAlignment[] answers = new FaceAlignment[ManyFaces];
        await Parallel.ForEachAsync(
            boxes.Index().Zip(Prepare(preparer, image, boxes)).Chunk(FacesTogether),
            new ParallelOptions { MaxDegreeOfParallelism = ManyFaces },
            async (chunk, _) =>
            {
                using IFaceAdmission admission = aligner.Admit(new FaceOrder(chunk.Length));
                await Task.WhenAll(chunk.Select(async item =>
                {
                    FaceOutcome outcome = await admission.AlignAsync(item.Second, CancellationToken.None);
                    using PreparedFace face = item.Second;
                    answers[item.First.Index] = outcome.Describe(face);
                }));
            });

        FaceAlignment[] expected = Offline(session, Prepare(preparer, image, boxes));
        Assert.True(expected.Select(alignment => alignment.Stages).Distinct().Count() > 1, "Every face left after the same stage.");
        Assert.All(expected.Zip(answers), pair =>
        {
            Assert.Equal(
                (pair.First.Stages, pair.First.Exit, pair.First.Status), (pair.Second.Stages, pair.Second.Exit, pair.Second.Status));
            Assert.Equal(pair.First.PredictedError, pair.Second.PredictedError, tolerance: 1e-5f);
            Assert.All(
                pair.First.Landmarks.Zip(pair.Second.Landmarks), point => Assert.Equal(point.First, point.Second, tolerance: 1e-3f));
        });
    }

    [Fact]
    public async Task Post_FiveHundredFacesInSeveralRequests_EqualTheOfflineRunner()
    {
        HttpClient client = await service.ReadyAsync();
        byte[] image = TestPaths.ReadBytesFromRepository("samples", "average-face.jpg");
        BoundingBox[] boxes = BoxesOfAverageFace();

        string[] answers = await Task.WhenAll(boxes.Chunk(FacesTogether).Select(async chunk =>
        {
            HttpResponseMessage response = await client.PostAsync(
                $"/v1/landmarks?{string.Join('&', chunk.Select(Query))}", Http.Body(image));
            await Http.AnswerAsync(response);
            return await response.Content.ReadAsStringAsync();
        }));

        using CascadeSession session = OpenSession();
        FaceAnswer[] faces =
        [
            .. answers.SelectMany(json => JsonSerializer.Deserialize(json, AnswerJsonContext.Default.AlignmentAnswer)!.Faces),
        ];
        PreparedFace[] prepared = [.. boxes.Chunk(FacesTogether).SelectMany(chunk => Frame(image, chunk))];
        Assert.All(Offline(session, prepared).Zip(faces), pair => AssertSame(pair.First, pair.Second));
    }

    private List<PreparedFace> Frame(byte[] image, BoundingBox[] boxes)
    {
        FacePreparer preparer = service.Services.GetRequiredService<FacePreparer>();
        DecodePlan plan = service.Services.GetRequiredService<ImagePlanner>().ForBoxes(preparer, new MessagePicture(image, null), boxes).Decoding;
        using DecodedImage pixels = service.Services.GetRequiredService<ImageDecoder>().Decode(image, plan);
        var mapping = new PixelMapping(pixels.ScaleX, pixels.ScaleY, pixels.OffsetX, pixels.OffsetY);
        var faces = new List<PreparedFace>();
        foreach (BoundingBox box in boxes)
        {
            faces.Add(preparer.Prepare(new RgbPixels(pixels.Pixels, pixels.Width, pixels.Height), mapping, box));
        }

        return faces;
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
        HttpResponseMessage response = await client.PostAsync($"/v1/landmarks?{Query(box)}", Http.Body(image));
        await Http.AnswerAsync(response);
        return await response.Content.ReadAsStringAsync();
    }

    // Some fit the face well and some badly, so that they leave after different stages.
    private static BoundingBox[] BoxesOfAverageFace()
    {
        var random = new Random(3);
        return
        [
            .. Enumerable.Range(0, ManyFaces).Select(_ => new BoundingBox(
                random.Next(110, 240), random.Next(110, 240), random.Next(200, 400), random.Next(200, 400))),
        ];
    }

    private static string Query(BoundingBox box) =>
        string.Create(CultureInfo.InvariantCulture, $"box={box.X},{box.Y},{box.Width},{box.Height}");

    private static CascadeSession OpenSession() =>
        CascadeSession.Open(ModelPackage.Load(TestPaths.Model), new ExecutionOptions { Provider = ExecutionProvider.Cpu });

    private static FaceAlignment[] Offline(CascadeSession session, PreparedFace[] faces)
    {
        using var runner = new OfflineRunner(session);
        FaceAlignment[] alignments = runner.Align(faces, ExitLimits.Default);
        Array.ForEach(faces, static face => face.Dispose());
        return alignments;
    }

    private static PreparedFace[] Prepare(FacePreparer preparer, byte[] image, IEnumerable<BoundingBox> boxes)
    {
        using DecodedImage decoded = new ImageDecoder(new ImagingLimits()).Decode(image);
        return
        [
            .. boxes.Select(box => preparer.Prepare(
                new RgbPixels(decoded.Pixels, decoded.Width, decoded.Height), PixelMapping.Identity, box)),
        ];
    }

    private static void AssertSame(FaceAlignment expected, FaceAnswer face)
    {
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
        public RealService() => WithModel(TestPaths.Model).With("Serving:QueueLimit", $"{ManyFaces}");
    }
}
