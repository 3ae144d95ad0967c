using System.Text.Json.Nodes;
using Google.Rpc;
using Grpc.Core;
using MuSiCa.Protos.V1;
using MuSiCa.Serving;

namespace MuSiCa.Service.Tests.Grpc;

public sealed class LocateTests
{
    [Fact]
    public async Task Locate_AnImage_AnswersWhatRestAnswers()
    {
        using var service = new TestService();
        HttpClient http = await service.ReadyAsync();
        using var client = new LandmarkerClient(service);
        JsonNode rest = await Http.AnswerAsync(await http.PostAsync(TestService.Address, Http.Body(TestImages.Png)));

        LocateResponse answer = await client.LocateAsync(LandmarkerClient.Request());

        JsonNode expected = rest["faces"]![0]!;
        Face face = Assert.Single(answer.Faces);
        Assert.Equal((32u, 24u), (answer.Image.Width, answer.Image.Height));
        Assert.Equal(Http.Landmarks(expected), face.Landmarks.Select(value => Math.Round(value, 2)));
        Assert.Equal((uint)expected["stages"]!, face.Stages);
        Assert.Equal((string?)expected["exit"], face.Exit.ToString().ToLowerInvariant());
        Assert.Equal((string?)expected["status"], face.Status.ToString().ToLowerInvariant());
        Assert.Equal((double)expected["predictedError"]!, face.PredictedError, tolerance: 1e-4);
        Assert.Null(answer.Timing);
    }

    [Theory]
    [InlineData("Rgb", 3)]
    [InlineData("Bgr", 3)]
    [InlineData("Grey", 1)]
    public async Task Locate_RawPixels_AreAnImageToo(string format, int bytes)
    {
        using var service = new TestService();
        await service.ReadyAsync();
        using var client = new LandmarkerClient(service);
        LocateRequest request = LandmarkerClient.Request();
        request.Image = new Image
        {
            Pixels = new Pixels
            {
                Format = Enum.Parse<Pixels.Types.Format>(format),
                Width = 32,
                Height = 24,
                Stride = 128,
                Data = Google.Protobuf.ByteString.CopyFrom(new byte[(128 * 23) + (32 * bytes)]),
            },
        };

        LocateResponse answer = await client.LocateAsync(request);

        Assert.Equal(FakeStages.Landmarks(new(4, 3, 16, 12)), answer.Faces[0].Landmarks.Select(value => Math.Round(value, 2)));
    }

    [Fact]
    public async Task Locate_RawPixelsTooFew_AreTruncated()
    {
        RpcException failure = await FailAsync(request => request.Image = new Image
        {
            Pixels = new Pixels { Format = Pixels.Types.Format.Rgb, Width = 32, Height = 24, Data = LandmarkerClient.Png },
        });

        AssertProblem(failure, StatusCode.InvalidArgument, "IMAGE_TRUNCATED");
    }

    [Fact]
    public async Task Locate_RawPixelsTooMany_AreRefused()
    {
        RpcException failure = await FailAsync(request => request.Image = new Image
        {
            Pixels = new Pixels
            {
                Format = Pixels.Types.Format.Rgb,
                Width = 32,
                Height = 24,
                Data = Google.Protobuf.ByteString.CopyFrom(new byte[(3 * 32 * 24) + 1]),
            },
        });

        AssertProblem(failure, StatusCode.InvalidArgument, "IMAGE_CORRUPT");
        Assert.Contains("2305 bytes are too many", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Locate_Nv12OfADecoderThatFillsUpTheHeight_IsAnImage()
    {
        using var service = new TestService();
        await service.ReadyAsync();
        using var client = new LandmarkerClient(service);
        LocateRequest request = LandmarkerClient.Request();
        request.Image = new Image
        {
            Pixels = new Pixels
            {
                Format = Pixels.Types.Format.Nv12,
                Width = 32,
                Height = 24,
                ChromaOffset = 32 * 32,
                Data = Google.Protobuf.ByteString.CopyFrom(new byte[32 * 32 * 3 / 2]),
            },
        };

        Assert.Single((await client.LocateAsync(request)).Faces);
    }

    [Fact]
    public async Task Locate_NoImage_SaysWhatToSet()
    {
        RpcException failure = await FailAsync(static request => request.Image = null);

        AssertProblem(failure, StatusCode.InvalidArgument, "IMAGE_EMPTY");
        Assert.Contains("image.encoded", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN, 1, "BOX_INVALID")]
    [InlineData(0, 0, "BOX_EMPTY")]
    [InlineData(500, 1, "BOX_OUTSIDE")]
    public async Task Locate_WrongBox_NamesItsParameter(float x, float width, string reason)
    {
        RpcException failure = await FailAsync(request =>
        {
            request.Boxes[0].X = x;
            request.Boxes[0].Width = width;
        });

        ErrorInfo info = AssertProblem(failure, StatusCode.InvalidArgument, reason);
        Assert.Equal("box", info.Metadata["parameter"]);
    }

    [Theory]
    [InlineData("other", "", "MODEL_UNKNOWN", StatusCode.NotFound)]
    [InlineData("", "slow", "PROFILE_UNKNOWN", StatusCode.InvalidArgument)]
    public async Task Locate_WhatTheModelDoesNotHave_IsSaid(string model, string profile, string reason, StatusCode code)
    {
        RpcException failure = await FailAsync(request =>
        {
            request.Model = model;
            request.Limits = new Limits { Profile = profile };
        });

        AssertProblem(failure, code, reason);
    }

    [Fact]
    public async Task Locate_EnumerationValueThatDoesNotExist_IsRefused()
    {
        RpcException failure = await FailAsync(static request => request.Priority = (Priority)7);

        AssertProblem(failure, StatusCode.InvalidArgument, "PARAMETER_INVALID");
    }

    [Fact]
    public async Task Locate_QueueFull_SaysWhenToComeBack()
    {
        var aligner = new StubAligner
        {
            OnAdmit = static _ => new AdmissionRefusal(RefusalReason.Faces, "full", TimeSpan.FromMilliseconds(1500)),
        };

        RpcException failure = await FailAsync(static _ => { }, aligner);

        AssertProblem(failure, StatusCode.ResourceExhausted, "QUEUE_FULL");
        Assert.Equal("1500", failure.Trailers.GetValue("grpc-retry-pushback-ms"));
        Assert.Equal(1.5, failure.GetRpcStatus()!.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan().TotalSeconds);
    }

    [Fact]
    public async Task Locate_Deadline_IsTheTimeOfTheFaces()
    {
        var orders = new List<FaceOrder>();
        var aligner = new StubAligner { OnAdmit = order => Note(orders, order) };
        using TestService service = new TestService().With(aligner);
        await service.ReadyAsync();
        using var client = new LandmarkerClient(service);

        await client.LocateAsync(LandmarkerClient.Request());
        await client.LocateAsync(LandmarkerClient.Request(), new CallOptions(deadline: DateTime.UtcNow.AddSeconds(20)));
        await client.LocateAsync(LandmarkerClient.Request(), new CallOptions(deadline: DateTime.UtcNow.AddHours(1)));

        Assert.Null(orders[0].TimeLeft);
        Assert.InRange(orders[1].TimeLeft!.Value.TotalSeconds, 0, 20);
        Assert.Null(orders[2].TimeLeft);
    }

    [Fact]
    public async Task Locate_AModelThatFails_IsInternalAndLogged()
    {
        var aligner = new StubAligner { OnAlign = static (_, _) => throw new InvalidDataException("inside") };
        using TestService service = new TestService().With(aligner);
        await service.ReadyAsync();
        using var client = new LandmarkerClient(service);

        RpcException failure = await client.FailAsync(LandmarkerClient.Request());

        AssertProblem(failure, StatusCode.Internal, "INTERNAL_ERROR");
        Assert.DoesNotContain("inside", failure.Status.Detail, StringComparison.Ordinal);
        Assert.Single(service.TakeErrors());
    }

    [Fact]
    public async Task Locate_MemoryTaken_RefusesTheMessageAndGivesBackWhatItHeld()
    {
        using TestService service = new();
        await service.ReadyAsync();
        using var client = new LandmarkerClient(service);
        long free = service.Memory.FreeFor(MemoryUse.Messages);
        Assert.True(service.Memory.TryTake(free));

        RpcException failure = await client.FailAsync(LandmarkerClient.Request());
        service.Memory.Free(free);
        await client.LocateAsync(LandmarkerClient.Request());

        AssertProblem(failure, StatusCode.ResourceExhausted, "MEMORY_FULL");
        Assert.Equal(0, service.Memory.Used);
    }

    [Theory]
    [InlineData("/musica.v1.FaceLandmarker/Nothing")]
    [InlineData("/no.Such/Thing")]
    public async Task Post_ToNoMethod_IsUnimplementedInTheWordsOfGrpc(string path)
    {
        using TestService service = new();
        HttpClient client = await service.ReadyAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = new Version(2, 0),
            Content = Http.Body([0, 0, 0, 0, 0], "application/grpc"),
        };

        HttpResponseMessage response = await client.SendAsync(request);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("12", Assert.Single(response.Headers.GetValues("grpc-status")));
    }

    private static AdmissionRefusal? Note(List<FaceOrder> orders, FaceOrder order)
    {
        orders.Add(order);
        return null;
    }

    private static async Task<RpcException> FailAsync(Action<LocateRequest> change, StubAligner? aligner = null)
    {
        using TestService service = aligner is null ? new TestService() : new TestService().With(aligner);
        await service.ReadyAsync();
        using var client = new LandmarkerClient(service);
        LocateRequest request = LandmarkerClient.Request();
        change(request);
        return await client.FailAsync(request);
    }

    private static ErrorInfo AssertProblem(RpcException failure, StatusCode code, string reason)
    {
        Assert.Equal(code, failure.StatusCode);
        ErrorInfo info = failure.GetRpcStatus()!.GetDetail<ErrorInfo>()!;
        Assert.Equal(("musica", reason), (info.Domain, info.Reason));
        return info;
    }
}
