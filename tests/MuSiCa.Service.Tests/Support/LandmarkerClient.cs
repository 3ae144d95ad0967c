using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using MuSiCa.Protos.V1;

namespace MuSiCa.Service.Tests;

/// <summary>Calls the gRPC service of a test. Messages are those of the service itself.</summary>
internal sealed class LandmarkerClient : IDisposable
{
    private const string Name = "musica.v1.FaceLandmarker";

    private static readonly Method<LocateRequest, LocateResponse> LocateMethod = new(
        MethodType.Unary, Name, "Locate", Marshaller(LocateRequest.Parser), Marshaller(LocateResponse.Parser));

    private static readonly Method<Frame, FrameLandmarks> TrackMethod = new(
        MethodType.DuplexStreaming, Name, "Track", Marshaller(Protos.V1.Frame.Parser), Marshaller(FrameLandmarks.Parser));

    private static readonly Method<GetModelRequest, ModelDescription> GetModelMethod = new(
        MethodType.Unary, Name, "GetModel", Marshaller(GetModelRequest.Parser), Marshaller(ModelDescription.Parser));

    private readonly GrpcChannel _channel;

    public LandmarkerClient(TestService service) => _channel = GrpcChannel.ForAddress(
        service.Server.BaseAddress, new GrpcChannelOptions { HttpHandler = service.Server.CreateHandler() });

    public static ByteString Png { get; } = ByteString.CopyFrom(TestImages.Png);

    /// <summary>A request for one box that fits every test image.</summary>
    public static LocateRequest Request() => new() { Image = new Image { Encoded = Png }, Boxes = { Box() } };

    public static Box Box() => new() { X = 4, Y = 3, Width = 16, Height = 12 };

    /// <summary>A frame of the test image.</summary>
    public static Frame Frame(long id, params Box[] boxes) =>
        new() { Id = id, TimestampUs = id * 40_000, Image = new Image { Encoded = Png }, Boxes = { boxes } };

    public async Task<LocateResponse> LocateAsync(LocateRequest request, CallOptions options = default) =>
        await _channel.CreateCallInvoker().AsyncUnaryCall(LocateMethod, null, options, request);

    public async Task<ModelDescription> GetModelAsync(string model = "") =>
        await _channel.CreateCallInvoker().AsyncUnaryCall(GetModelMethod, null, default, new GetModelRequest { Model = model });

    /// <summary>Sends a request that fails.</summary>
    public async Task<RpcException> FailAsync(LocateRequest request, CallOptions options = default) =>
        await Assert.ThrowsAsync<RpcException>(() => LocateAsync(request, options));

    public AsyncDuplexStreamingCall<Frame, FrameLandmarks> Track(CancellationToken cancellationToken = default) =>
        Track(new CallOptions(cancellationToken: cancellationToken));

    public AsyncDuplexStreamingCall<Frame, FrameLandmarks> Track(CallOptions options) =>
        _channel.CreateCallInvoker().AsyncDuplexStreamingCall(TrackMethod, null, options);

    /// <summary>Sends frames, ends the stream and reads all answers.</summary>
    public async Task<List<FrameLandmarks>> TrackAsync(params Frame[] frames)
    {
        using AsyncDuplexStreamingCall<Frame, FrameLandmarks> call = Track();
        return await TrackAsync(call, frames);
    }

    /// <summary>Sends frames over a call, ends the stream and reads all answers.</summary>
    public static async Task<List<FrameLandmarks>> TrackAsync(AsyncDuplexStreamingCall<Frame, FrameLandmarks> call, params Frame[] frames)
    {
        foreach (Frame frame in frames)
        {
            await call.RequestStream.WriteAsync(frame);
        }

        await call.RequestStream.CompleteAsync();
        var answers = new List<FrameLandmarks>();
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            answers.Add(call.ResponseStream.Current);
        }

        return answers;
    }

    public void Dispose() => _channel.Dispose();

    private static Marshaller<T> Marshaller<T>(MessageParser<T> parser)
        where T : IMessage<T> => Marshallers.Create(message => message.ToByteArray(), parser.ParseFrom);
}
