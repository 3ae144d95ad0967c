using System.Runtime.InteropServices;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using MuSiCa.Protos.Inference;
using Input = MuSiCa.Protos.Inference.ModelInferRequest.Types.InferInputTensor;

namespace MuSiCa.Service.Tests.OpenInference;

/// <summary>The Open Inference Protocol over gRPC.</summary>
public sealed class InferenceCallTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task Metadata_ServerAndModel_AreThoseOfRest()
    {
        Assert.True((await CallAsync("ServerLive", new ServerLiveRequest(), ServerLiveResponse.Parser)).Live);
        Assert.True((await CallAsync("ServerReady", new ServerReadyRequest(), ServerReadyResponse.Parser)).Ready);
        Assert.True((await CallAsync("ModelReady", new ModelReadyRequest { Name = "tiny" }, ModelReadyResponse.Parser)).Ready);
        Assert.Equal("musica", (await CallAsync("ServerMetadata", new ServerMetadataRequest(), ServerMetadataResponse.Parser)).Name);
        ModelMetadataResponse model = await CallAsync("ModelMetadata", new ModelMetadataRequest { Name = "tiny", Version = "1" }, ModelMetadataResponse.Parser);
        Assert.Equal(["image", "boxes"], model.Inputs.Select(static input => input.Name));
        Assert.Equal([-1, FakeStages.Package.Landmarks.Count, 2], model.Outputs[0].Shape);
    }

    [Fact]
    public async Task Infer_Contents_AnswersContents()
    {
        ModelInferResponse answer = await InferAsync(Request());

        Assert.Equal(("tiny", "1", "a"), (answer.ModelName, answer.ModelVersion, answer.Id));
        Assert.Equal(["landmarks", "predicted_error", "boxes", "accepted", "exit_stage"], answer.Outputs.Select(static output => output.Name));
        Assert.Equal(
            FakeStages.Landmarks(new MuSiCa.Inference.BoundingBox(4, 3, 16, 12)),
            answer.Outputs[0].Contents.Fp32Contents.Select(static number => (double)number),
            static (one, other) => Math.Abs(one - other) < 0.01);
        Assert.Equal([4, 3, 16, 12], answer.Outputs[2].Contents.Fp32Contents);
        Assert.Single(answer.Outputs[3].Contents.BoolContents);
        Assert.Equal([3], answer.Outputs[4].Contents.IntContents);
        Assert.Empty(answer.RawOutputContents);
    }

    [Fact]
    public async Task Infer_Raw_AnswersRaw()
    {
        ModelInferRequest request = Request();
        request.Inputs[0].Contents = null;
        request.Inputs[1].Contents = null;
        request.RawInputContents.Add(ByteString.CopyFrom([.. BitConverter.GetBytes(TestImages.Png.Length), .. TestImages.Png]));
        request.RawInputContents.Add(ByteString.CopyFrom(MemoryMarshal.AsBytes<float>([4, 3, 16, 12])));
        request.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "boxes" });
        request.Parameters["maxStages"] = new InferParameter { Int64Param = 1 };

        ModelInferResponse answer = await InferAsync(request);

        Assert.Equal("boxes", Assert.Single(answer.Outputs).Name);
        Assert.Equal([4, 3, 16, 12], MemoryMarshal.Cast<byte, float>(Assert.Single(answer.RawOutputContents).Span).ToArray());
    }

    [Fact]
    public async Task Infer_NoBoxes_FindsFaces()
    {
        ModelInferRequest request = Request();
        request.Inputs.RemoveAt(1);

        ModelInferResponse answer = await InferAsync(request);

        Assert.Equal(answer.Outputs[0].Shape[0] * answer.Outputs[0].Shape[1] * 2, answer.Outputs[0].Contents?.Fp32Contents.Count ?? 0);
    }

    public static TheoryData<string, StatusCode, string> Unusable => new()
    {
        { "model", StatusCode.NotFound, "other" },
        { "version", StatusCode.NotFound, "\"7\"" },
        { "no image", StatusCode.InvalidArgument, "image" },
        { "two images", StatusCode.InvalidArgument, "image" },
        { "other tensor", StatusCode.InvalidArgument, "pose" },
        { "other output", StatusCode.InvalidArgument, "pose" },
        { "parameter", StatusCode.InvalidArgument, "maxErorr" },
        { "text", StatusCode.InvalidArgument, "JPEG" },
        { "three numbers", StatusCode.InvalidArgument, "four numbers" },
        { "raw of one", StatusCode.InvalidArgument, "raw_input_contents" },
        { "many numbers", StatusCode.InvalidArgument, "uint64_contents" },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task Infer_RequestThatCannotBeUsed_SaysWhy(string what, StatusCode code, string says)
    {
        ModelInferRequest request = Request();
        switch (what)
        {
            case "model":
                request.ModelName = "other";
                break;
            case "version":
                request.ModelVersion = "7";
                break;
            case "no image":
                request.Inputs.RemoveAt(0);
                break;
            case "two images":
                request.Inputs.Add(request.Inputs[0].Clone());
                break;
            case "other tensor":
                request.Inputs.Add(new Input { Name = "pose" });
                break;
            case "other output":
                request.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "pose" });
                break;
            case "parameter":
                request.Parameters["maxErorr"] = new InferParameter { DoubleParam = 0.1 };
                break;
            case "text":
                request.Inputs[0].Contents.BytesContents[0] = ByteString.CopyFrom(TestImages.Text);
                break;
            case "three numbers":
                request.Inputs[1].Contents.Fp32Contents.RemoveAt(0);
                break;
            case "raw of one":
                request.RawInputContents.Add(ByteString.Empty);
                break;
            default:
                request.Inputs[1].Contents.Uint64Contents.Add(new ulong[1_000_000]);
                break;
        }

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => InferAsync(request));

        Assert.Equal(code, failure.StatusCode);
        Assert.Contains(says, failure.Status.Detail, StringComparison.Ordinal);
    }

    private static ModelInferRequest Request() => new()
    {
        ModelName = "tiny",
        Id = "a",
        Inputs =
        {
            new Input { Name = "image", Datatype = "BYTES", Shape = { 1 }, Contents = new InferTensorContents { BytesContents = { ByteString.CopyFrom(TestImages.Png) } } },
            new Input { Name = "boxes", Datatype = "FP32", Shape = { 1, 4 }, Contents = new InferTensorContents { Fp32Contents = { 4, 3, 16, 12 } } },
        },
    };

    private Task<ModelInferResponse> InferAsync(ModelInferRequest request) => CallAsync("ModelInfer", request, ModelInferResponse.Parser);

    private async Task<TResponse> CallAsync<TRequest, TResponse>(string name, TRequest request, MessageParser<TResponse> parser)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>
    {
        await service.ReadyAsync();
        using var channel = GrpcChannel.ForAddress(
            service.Server.BaseAddress, new GrpcChannelOptions { HttpHandler = service.Server.CreateHandler() });
        var method = new Method<TRequest, TResponse>(
            MethodType.Unary,
            "inference.GRPCInferenceService",
            name,
            Marshallers.Create(static message => message.ToByteArray(), new MessageParser<TRequest>(static () => new TRequest()).ParseFrom),
            Marshallers.Create(static message => message.ToByteArray(), parser.ParseFrom));
        return await channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, request);
    }
}
