using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using MuSiCa.Imaging;
using MuSiCa.Inference;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Admission;
using MuSiCa.Serving;
using TrackState = MuSiCa.Protos.V1.TrackState;

namespace MuSiCa.Service.Tests.Finding;

/// <summary>Photos without boxes, through a finder that finds red rectangles and stub stages.</summary>
public sealed class FindTests
{
    // The whole view of such a photo has one input pixel for each pixel.
    private const int Side = 96;

    [Fact]
    public async Task Post_PhotoWithTwoFaces_FindsThemLargestFirst()
    {
        byte[] photo = Photo(Side, (8, 10, 24, 24), (50, 40, 32, 32));

        JsonNode answer = await AnswerAsync("/v1/landmarks", photo);

        JsonArray faces = answer["faces"]!.AsArray();
        Assert.Equal([(49.5, 32.0), (7.5, 24.0)], faces.Select(face => ((double)face!["box"]!["x"]!, (double)face["box"]!["width"]!)));
        Assert.All(faces, face => Assert.InRange((double)face!["score"]!, 0.9, 1));
        Assert.All(faces, face => Assert.NotEmpty(face!["landmarks"]!.AsArray()));
        Assert.Equal("tiny-finder", (string?)answer["finder"]!["name"]);
    }

    [Theory]
    [InlineData("", 2, 2)]
    [InlineData("?detect=only", 2, 0)]
    [InlineData("?maxFaces=1", 1, 1)]
    public async Task Post_AcceptsAPicture_DrawsTheFacesThatAreFound(string query, int boxes, int captions)
    {
        using var service = new TestService();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/landmarks" + query)
        {
            Content = Http.Body(Photo(Side, (8, 10, 24, 24), (50, 40, 32, 32))),
        };
        request.Headers.Add("Accept", "image/svg+xml");

        string svg = await (await (await service.ReadyAsync()).SendAsync(request)).Content.ReadAsStringAsync();

        Assert.Equal((boxes, captions), (svg.Split("<rect").Length - 1, svg.Split("<text").Length - 1));
    }

    [Fact]
    public async Task Post_PhotoWithoutFaces_IsDrawnAsItIs()
    {
        using var service = new TestService();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/landmarks") { Content = Http.Body(Photo(Side)) };
        request.Headers.Add("Accept", "image/png");

        byte[] png = await (await (await service.ReadyAsync()).SendAsync(request)).Content.ReadAsByteArrayAsync();

        Assert.Equal((Side, Side), (new ImageDecoder(new ImagingLimits()).Probe(png).Width, new ImageDecoder(new ImagingLimits()).Probe(png).Height));
    }

    [Fact]
    public async Task Post_DrainBetweenFindingAndAligning_WaitsForTheFaces()
    {
        var found = new Signal();
        var goOn = new Signal();
        var aligner = new StubAligner
        {
            OnAlign = async (_, _) =>
            {
                found.Give();
                await goOn.Given;
                return StubAligner.Done;
            },
        };
        using TestService service = new TestService().With(aligner);
        HttpClient client = await service.ReadyAsync();
        Task<HttpResponseMessage> answer = client.PostAsync("/v1/landmarks", Http.Body(Photo(Side, (8, 10, 24, 24))));
        await found.Given;

        AdmissionControl admission = service.Services.GetRequiredService<AdmissionControl>();
        Task drained = admission.DrainAsync(CancellationToken.None);

        Assert.False(drained.IsCompleted);
        await Http.ProblemAsync(await client.PostAsync(TestService.Address, Http.Body(TestImages.Png)), "draining");
        goOn.Give();
        Assert.Single((await Http.AnswerAsync(await answer))["faces"]!.AsArray());
        await drained;
    }

    [Fact]
    public async Task Post_DetectOnly_GivesBoxesAlone()
    {
        JsonNode answer = await AnswerAsync("/v1/landmarks?detect=only", Photo(Side, (8, 10, 24, 24)));

        JsonNode face = Assert.Single(answer["faces"]!.AsArray())!;
        Assert.Null(face["landmarks"]);
        Assert.Equal(24, (double)face["box"]!["width"]!);
        Assert.Equal(16, (double)answer["leastFace"]!);
    }

    [Fact]
    public async Task Post_MaxFaces_KeepsTheLargest()
    {
        JsonNode answer = await AnswerAsync("/v1/landmarks?maxFaces=1", Photo(Side, (8, 10, 24, 24), (50, 40, 32, 32)));

        Assert.Equal(32, (double)Assert.Single(answer["faces"]!.AsArray())!["box"]!["width"]!);
    }

    [Fact]
    public async Task Post_SmallFaceInALargePhoto_IsFoundWhereSmallOnesAreWanted()
    {
        byte[] photo = Photo(4 * Side, (200, 200, 24, 24));

        JsonNode whole = await AnswerAsync("/v1/landmarks?detect=only", photo);
        JsonNode tiled = await AnswerAsync("/v1/landmarks?detect=only&minFace=20", photo);

        Assert.Equal((64.0, 20.0), ((double)whole["leastFace"]!, (double)tiled["leastFace"]!));
        Assert.Equal(24, (double)Assert.Single(tiled["faces"]!.AsArray())!["box"]!["width"]!, tolerance: 1.0);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(640, 480)]
    [InlineData(3, 2000)]
    public async Task Post_PhotoWithoutAFace_HasNone(int width, int height)
    {
        JsonNode answer = await AnswerAsync("/v1/landmarks?timing=true", new Canvas(width, height, RgbColor.Black).EncodePng());

        Assert.Empty(answer["faces"]!.AsArray());
        Assert.NotNull(answer["timing"]!["find"]);
    }

    [Fact]
    public async Task Post_AsManyFacesAsARequestMayHave_AreAllAnswered()
    {
        (int, int, int, int)[] boxes = [.. Enumerable.Range(0, 9).Select(i => (4 + (30 * (i % 3)), 4 + (30 * (i / 3)), 18, 18))];

        JsonNode answer = await AnswerAsync("/v1/landmarks", Photo(Side, boxes), service => service.With("Requests:MaxFaces", "9"));

        Assert.Equal(9, answer["faces"]!.AsArray().Count);
    }

    [Fact]
    public async Task Post_SeveralPhotosAtOnce_EachGetsItsOwnFaces()
    {
        using TestService service = new TestService().With(new StubAligner());
        HttpClient client = await service.ReadyAsync();

        double[] left = await Task.WhenAll(Enumerable.Range(0, 24).Select(async i =>
        {
            JsonNode answer = await Http.AnswerAsync(
                await client.PostAsync("/v1/landmarks", Http.Body(Photo(Side, (4 + (2 * i), 30, 24, 24)))));
            return (double)Assert.Single(answer["faces"]!.AsArray())!["box"]!["x"]!;
        }));

        Assert.Equal(Enumerable.Range(0, 24).Select(i => 3.5 + (2 * i)), left);
        Assert.Equal(0, service.Memory.Used);
    }

    [Fact]
    public async Task Post_FormWithPhotos_AnswersEach()
    {
        using TestService service = new TestService().With(new StubAligner());
        HttpClient client = await service.ReadyAsync();

        JsonNode answer = await Http.AnswerAsync(await client.PostAsync(
            "/v1/landmarks", Http.Form(Photo(Side, (8, 10, 24, 24)), TestImages.Text, Photo(Side))));

        JsonArray images = answer["images"]!.AsArray();
        Assert.Single(images[0]!["faces"]!.AsArray());
        Assert.Equal("urn:musica:problem:image-unsupported", (string?)images[1]!["type"]);
        Assert.Empty(images[2]!["faces"]!.AsArray());
    }

    // One face is expected and two are found, while others hold every other place: the second waits for it.
    [Fact]
    public async Task Post_MoreFacesFoundThanThereArePlaces_AlignsThemOneAfterTheOther()
    {
        using TestService service = new TestService().With("Serving:QueueLimit", "64");
        HttpClient client = await service.ReadyAsync();
        Assert.True(service.Scheduler.TryAdmit(new FaceOrder(63), out IFaceAdmission? others, out _));

        using (others)
        {
            HttpResponseMessage response = await client.PostAsync(
                "/v1/landmarks", Http.Body(Photo(Side, (8, 10, 24, 24), (50, 40, 32, 32))));

            Assert.Equal(2, (await Http.AnswerAsync(response))["faces"]!.AsArray().Count);
            Assert.Equal(63, service.Scheduler.PlacesTaken);
        }
    }

    [Fact]
    public async Task Post_CascadeIsUncertain_IsSaidOrDroppedAsTheSettingWants()
    {
        var aligner = new StubAligner
        {
            OnAlign = static (_, _) => Task.FromResult(StubAligner.Done with { Status = AlignmentStatus.Uncertain }),
        };
        byte[] photo = Photo(Side, (8, 10, 24, 24));

        JsonNode kept = await AnswerAsync("/v1/landmarks", photo, aligner: aligner);
        JsonNode dropped = await AnswerAsync("/v1/landmarks", photo, service => service.With("Finding:DropUncertain", "true"), aligner);

        Assert.Equal("uncertain", (string?)Assert.Single(kept["faces"]!.AsArray())!["status"]);
        Assert.Empty(dropped["faces"]!.AsArray());
    }

    [Fact]
    public async Task Post_MaxFacesWithSeveralFiles_EachGetsAsManyAsAsked()
    {
        byte[] photo = Photo(Side, (8, 10, 24, 24), (50, 40, 32, 32), (60, 4, 20, 20));
        using TestService service = new TestService().With(new StubAligner()).With("Requests:MaxFaces", "6");
        HttpClient client = await service.ReadyAsync();

        JsonNode asked = await Http.AnswerAsync(await client.PostAsync("/v1/landmarks?maxFaces=3", Http.Form(photo, photo)));
        JsonNode shared = await Http.AnswerAsync(await client.PostAsync("/v1/landmarks", Http.Form(photo, photo, photo)));
        JsonNode refused = await Http.ProblemAsync(
            await client.PostAsync("/v1/landmarks?maxFaces=3", Http.Form(photo, photo, photo)), "too-many-faces");
        JsonNode boxes = await Http.AnswerAsync(await client.PostAsync("/v1/landmarks?maxFaces=3&detect=only", Http.Form(photo, photo, photo)));

        Assert.Equal([3, 3], Counts(asked));
        Assert.Equal([2, 2, 2], Counts(shared));
        Assert.Equal("maxFaces", (string?)refused["parameter"]);
        Assert.Equal([3, 3, 3], Counts(boxes));

        static IEnumerable<int> Counts(JsonNode answer) => answer["images"]!.AsArray().Select(image => image!["faces"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("/v1/landmarks?box=1,1,9,9&minFace=8", "parameter-invalid")]
    [InlineData("/v1/landmarks?box=1,1,9,9&detect=only", "parameter-invalid")]
    [InlineData("/v1/landmarks?minFace=0", "parameter-invalid")]
    [InlineData("/v1/landmarks?maxFaces=65", "parameter-invalid")]
    [InlineData("/v1/landmarks?detect=all", "parameter-invalid")]
    public async Task Post_QueryThatMakesNoSense_SaysWhy(string address, string type)
    {
        using TestService service = new();
        HttpClient client = await service.ReadyAsync();

        await Http.ProblemAsync(await client.PostAsync(address, Http.Body(TestImages.Png)), type);
    }

    [Fact]
    public async Task Post_FindingSwitchedOff_WantsBoxesAndLoadsNoFinder()
    {
        using TestService service = new TestService().With("Finding:Enabled", "false").With("Finding:Path", "/nowhere");
        HttpClient client = await service.ReadyAsync();

        await Http.ProblemAsync(await client.PostAsync("/v1/landmarks", Http.Body(TestImages.Png)), "box-required");
        await Http.AnswerAsync(await client.PostAsync(TestService.Address, Http.Body(TestImages.Png)));
        Assert.Null((await Http.JsonAsync(await client.GetAsync("/v1/models")))["finder"]);
    }

    [Fact]
    public async Task Get_Models_NamesTheFinder()
    {
        using TestService service = new();
        HttpClient client = await service.ReadyAsync();

        JsonNode models = await Http.JsonAsync(await client.GetAsync("/v1/models"));

        Assert.Equal("tiny-finder", (string?)models["finder"]!["name"]);
        Assert.Equal("painted rectangle", (string?)models["finder"]!["box"]);
    }

    [Fact]
    public async Task Locate_WithoutBoxes_FindsTheFaces()
    {
        using TestService service = new TestService().With(new StubAligner());
        await service.ReadyAsync();
        using var client = new LandmarkerClient(service);
        var request = new LocateRequest { Image = Message(Photo(Side, (8, 10, 24, 24), (50, 40, 32, 32))) };

        LocateResponse both = await client.LocateAsync(request);
        request.Find = new Find { MaxFaces = 1, BoxesOnly = true };
        LocateResponse boxes = await client.LocateAsync(request);
        request.Boxes.Add(LandmarkerClient.Box());
        RpcException refused = await client.FailAsync(request);

        Assert.Equal([32f, 24f], both.Faces.Select(face => face.Box.Width));
        Assert.All(both.Faces, face => Assert.InRange(face.Score, 0.9f, 1));
        Assert.Equal("tiny-finder", both.Finder.Name);
        Assert.Empty(Assert.Single(boxes.Faces).Landmarks);
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
    }

    [Fact]
    public async Task Track_FacesEnterAndComeBack_AreFoundAtTheInterval()
    {
        using TestService service = new TestService().WithModel(TestPaths.Model).With(new StubAligner());
        await service.ReadyAsync();
        using var client = new LandmarkerClient(service);
        byte[] one = Photo(Side, (8, 10, 24, 24));
        byte[] two = Photo(Side, (8, 10, 24, 24), (50, 40, 32, 32));

        // Every 100 ms, at 40 ms a frame: frames 0, 3 and 6 are searched.
        Frame[] frames = [.. Enumerable.Range(0, 8).Select(i => Frame(i, i < 2 ? one : two))];
        frames[0].Config = new TrackConfig { FindIntervalMs = 100 };
        List<FrameLandmarks> answers = await client.TrackAsync(frames);

        Assert.Equal([1, 1, 1, 2, 2, 2, 2, 2], answers.Select(answer => answer.Faces.Count));
        Assert.Equal(TrackState.Started, answers[3].Faces[1].State);
        Assert.Equal(2, answers.SelectMany(answer => answer.Faces).Select(face => face.TrackId).Distinct().Count());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(long.MinValue, 0)]
    [InlineData(1_700_000_000, 0)]
    [InlineData(0, 40)]
    [InlineData(long.MaxValue, -40_000)]
    public async Task Track_TimesThatDoNotAdvance_SearchedByArrivalAndSaidOnce(long first, long step)
    {
        byte[] one = Photo(Side, (8, 10, 24, 24));
        byte[] two = Photo(Side, (8, 10, 24, 24), (50, 40, 32, 32));

        // Every 100 ms, and a frame comes every 40: frames 0, 3 and 6 are searched.
        List<FrameLandmarks> answers = await TrackLiveAsync(
            Enumerable.Range(0, 8).Select(i => Frame(i, i < 2 ? one : two)).Select((frame, i) => At(frame, unchecked(first + (i * step)))));

        Assert.Equal([1, 1, 1, 2, 2, 2, 2, 2], answers.Select(answer => answer.Faces.Count));
        Assert.Contains("timed by their arrival", answers[1].Notice, StringComparison.Ordinal);
        Assert.Single(answers, static answer => answer.Notice.Length > 0);
    }

    [Fact]
    public async Task Track_OneFrameWithoutItsTime_SpoilsNothingBehindIt()
    {
        byte[] one = Photo(Side, (8, 10, 24, 24));
        byte[] two = Photo(Side, (8, 10, 24, 24), (50, 40, 32, 32));
        Frame[] frames = [.. Enumerable.Range(0, 8).Select(i => Frame(i, i < 2 ? one : two))];
        frames[0].TimestampUs = long.MinValue;
        frames[4].TimestampUs = long.MinValue;

        List<FrameLandmarks> answers = await TrackLiveAsync(frames);

        Assert.Equal([1, 1, 1, 2, 2, 2, 2, 2], answers.Select(answer => answer.Faces.Count));
        Assert.All(answers, static answer => Assert.Null(answer.Problem));
    }

    [Fact]
    public async Task Track_FrameOfAnotherSize_IsSearchedAtOnce()
    {
        byte[] one = Photo(Side, (8, 10, 24, 24));
        byte[] two = Photo(Side + 8, (8, 10, 24, 24), (50, 40, 32, 32));

        List<FrameLandmarks> answers = await TrackLiveAsync([Frame(0, one), Frame(1, two), Frame(2, two)]);

        Assert.Equal([1, 2, 2], answers.Select(answer => answer.Faces.Count));
    }

    [Fact]
    public async Task Track_SearchedFrameThatFails_TheNextIsSearched()
    {
        byte[] one = Photo(Side, (8, 10, 24, 24));
        int faces = 0;
        var aligner = new StubAligner { OnAdmit = _ => ++faces == 1 ? new AdmissionRefusal(RefusalReason.Faces, "full", TimeSpan.FromSeconds(2)) : null };

        List<FrameLandmarks> answers = await TrackLiveAsync([Frame(0, one), Frame(1, one)], aligner);

        Assert.Equal("queue-full", answers[0].Problem.Type);
        Assert.Equal((1ul, TrackState.Started), answers[1].Faces.Select(static face => (face.TrackId, face.State)).Single());
    }

    [Theory]
    [InlineData(0u, false, 0)]
    [InlineData(null, false, 1)]
    [InlineData(null, true, 0)]
    public async Task Track_SearchNotWanted_FindsNothing(uint? interval, bool bringsBoxes, int found)
    {
        using TestService service = new TestService().WithModel(TestPaths.Model).With(new StubAligner());
        await service.ReadyAsync();
        using var client = new LandmarkerClient(service);
        Frame frame = Frame(0, Photo(Side, (50, 40, 32, 32)));
        frame.Config = new TrackConfig();
        if (interval is { } milliseconds)
        {
            frame.Config.FindIntervalMs = milliseconds;
        }

        if (bringsBoxes)
        {
            frame.Boxes.Add(LandmarkerClient.Box());
        }

        FrameLandmarks answer = Assert.Single(await client.TrackAsync(frame));

        Assert.Equal(found + (bringsBoxes ? 1 : 0), answer.Faces.Count);
    }

    [Fact]
    public async Task Track_FaceIsLostInASearchedFrame_IsAlignedAgainFromTheSamePixels()
    {
        // In frame 1 the face has moved on: where it was followed nobody is sure of it, and what was found there starts it again.
        int alignments = 0;
        var aligner = new StubAligner
        {
            OnAlign = (_, _) => Task.FromResult(StubAligner.Done with
            {
                Status = Interlocked.Increment(ref alignments) == 2 ? AlignmentStatus.Uncertain : AlignmentStatus.Accepted,
            }),
        };
        using TestService service = new TestService().WithModel(TestPaths.Model).With(aligner);
        await service.ReadyAsync();
        using var client = new LandmarkerClient(service);
        Frame[] frames = [Frame(0, Photo(Side, (8, 10, 24, 24))), Frame(1, Photo(Side, (14, 16, 24, 24)))];
        frames[0].Config = new TrackConfig { FindIntervalMs = 1 };

        List<FrameLandmarks> answers = await client.TrackAsync(frames);

        Assert.All(answers, static answer => Assert.Null(answer.Problem));
        Assert.Equal(3, alignments);
    }

    [Fact]
    public async Task Track_FindThatIsNoFace_IsNotToldAndStartsNothing()
    {
        var aligner = new StubAligner
        {
            OnAlign = static (_, _) => Task.FromResult(StubAligner.Done with { Status = AlignmentStatus.Uncertain }),
        };
        using TestService service = new TestService().WithModel(TestPaths.Model).With(aligner);
        await service.ReadyAsync();
        using var client = new LandmarkerClient(service);
        byte[] photo = Photo(Side, (50, 40, 32, 32));

        List<FrameLandmarks> answers = await client.TrackAsync(Frame(0, photo), Frame(1, photo));

        Assert.All(answers, static answer => Assert.Empty(answer.Faces));
        Assert.All(answers, static answer => Assert.Null(answer.Problem));
    }

    private static async Task<JsonNode> AnswerAsync(
        string address, byte[] photo, Func<TestService, TestService>? change = null, StubAligner? aligner = null)
    {
        using TestService service = new TestService().With(aligner ?? new StubAligner());
        HttpClient client = await (change?.Invoke(service) ?? service).ReadyAsync();
        JsonNode answer = await Http.AnswerAsync(await client.PostAsync(address, Http.Body(photo)));
        Assert.Equal(0, service.Memory.Used);
        return answer;
    }

    // Frames come as from a camera, 40 ms apart, each behind the answer to the one before, and are searched every 100.
    private static async Task<List<FrameLandmarks>> TrackLiveAsync(IEnumerable<Frame> frames, StubAligner? aligner = null)
    {
        var time = new TestTime();
        using TestService service = new TestService().WithModel(TestPaths.Model).With(aligner ?? new StubAligner()).With(time);
        await service.ReadyAsync();
        using var client = new LandmarkerClient(service);
        using AsyncDuplexStreamingCall<Frame, FrameLandmarks> call = client.Track();
        var answers = new List<FrameLandmarks>();
        foreach (Frame frame in frames)
        {
            frame.Config = answers.Count == 0 ? new TrackConfig { FindIntervalMs = 100 } : null;
            await call.RequestStream.WriteAsync(frame);
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            answers.Add(call.ResponseStream.Current);
            time.Advance(TimeSpan.FromMilliseconds(40));
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
        return answers;
    }

    private static Frame At(Frame frame, long microseconds)
    {
        frame.TimestampUs = microseconds;
        return frame;
    }

    private static Frame Frame(long id, byte[] photo) => new() { Id = id, TimestampUs = id * 40_000, Image = Message(photo) };

    private static Image Message(byte[] photo) => new() { Encoded = ByteString.CopyFrom(photo) };

    // Rectangles of the colour that the tiny finder looks for.
    private static byte[] Photo(int side, params (int X, int Y, int Width, int Height)[] faces)
    {
        byte[] pixels = new byte[3 * side * side];
        foreach ((int left, int top, int width, int height) in faces)
        {
            for (int y = top; y < top + height; y++)
            {
                for (int x = left; x < left + width; x++)
                {
                    pixels[3 * ((y * side) + x)] = byte.MaxValue;
                }
            }
        }

        return Canvas.Copy(pixels, side, side).EncodePng();
    }
}
