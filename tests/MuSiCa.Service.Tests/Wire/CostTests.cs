using Google.Protobuf;
using Grpc.Core;
using MuSiCa.Protos.V1;
using static MuSiCa.Service.Tests.Wire.WireConnection;

namespace MuSiCa.Service.Tests.Wire;

/// <summary>Messages of few bytes that would become many objects.</summary>
public sealed class CostTests : WireTest
{
    private const string Check = "/grpc.health.v1.Health/Check";
    private const string Watch = "/grpc.health.v1.Health/Watch";
    private const string Reflect = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
    private const string ReflectAlpha = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";

    // As many as may come out of few bytes: 16 MiB.
    private static readonly byte[] EmptyBoxes =
        WireMessage.Zip([.. Enumerable.Repeat((byte[])[(2 << 3) | 2, 0], 8_000_000).SelectMany(static box => box)]);

    // The boxes of a frame have another number.
    private static readonly byte[] EmptyFrameBoxes =
        WireMessage.Zip([.. Enumerable.Repeat((byte[])[(5 << 3) | 2, 0], 3_000_000).SelectMany(static box => box)]);

    private static readonly byte[] UnknownFields =
        WireMessage.Zip([.. Enumerable.Repeat((byte[])[0xA0, 0x06, 1], 5_000_000).SelectMany(static field => field)]);

    [Theory]
    [InlineData(Locate)]
    [InlineData(Track)]
    public async Task Message_MillionsOfEmptyBoxes_IsTooManyFaces(string method)
    {
        WireCall call = await SendAsync(method, method == Locate ? EmptyBoxes : EmptyFrameBoxes);

        Assert.True(call.Status == StatusCode.InvalidArgument, call.Header("grpc-message"));
        Assert.Contains("MuSiCa:Requests:MaxFaces", call.Header("grpc-message"), StringComparison.Ordinal);
        Assert.NotNull(call.Header("grpc-status-details-bin"));
    }

    [Fact]
    public async Task Message_ThatUnpacksToFarMoreThanItsSize_IsRefused()
    {
        WireCall call = await SendAsync(
            Locate, WireMessage.Zip([.. Enumerable.Repeat((byte[])[(2 << 3) | 2, 0], 30_000_000).SelectMany(static box => box)]));

        Assert.Equal(StatusCode.ResourceExhausted, call.Status);
        Assert.Contains("100 times its size", call.Header("grpc-message"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Locate)]
    [InlineData(Track)]
    public async Task Message_MillionsOfUnknownFields_IsRefused(string method)
    {
        WireCall call = await SendAsync(method, UnknownFields);

        Assert.Equal(StatusCode.InvalidArgument, call.Status);
        Assert.Contains("fields", call.Header("grpc-message"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Locate)]
    [InlineData(Track)]
    public async Task Message_SomeUnknownFields_IsAnsweredAllTheSame(string method)
    {
        byte[] payload = [.. WireMessage.Good(method).AsSpan(WireMessage.PrefixLength), 0xA2, 0x06, 3, 1, 2, 3, 0xA0, 0x06, 1];

        WireCall call = await Connection.CallAsync(method, WireMessage.Of(payload));

        Assert.Equal(StatusCode.OK, call.Status);
    }

    [Theory]
    [InlineData(Locate)]
    [InlineData(Track)]
    public async Task Message_SomewhatTooManyBoxes_IsReadAllTheSame(string method)
    {
        Box[] boxes = [.. Enumerable.Repeat(new Box { X = 1, Y = 1, Width = 6, Height = 4 }, 65)];
        IMessage message = method == Locate
            ? new LocateRequest(WireMessage.Request) { Boxes = { boxes } }
            : new Frame(WireMessage.Frame(1)) { Boxes = { boxes } };

        WireCall call = await Connection.CallAsync(method, WireMessage.Of(message));

        // A stream follows as many as it may.
        Assert.Equal(method == Locate ? StatusCode.InvalidArgument : StatusCode.OK, call.Status);
        Assert.Equal(method == Track ? 1 : 0, call.Messages(FrameLandmarks.Parser).Length);
    }

    [Theory]
    [InlineData(Check)]
    [InlineData(Watch)]
    [InlineData(Reflect)]
    [InlineData(ReflectAlpha)]
    public async Task Message_OfHealthOrReflection_HasFewBytes(string path)
    {
        byte[] payload = [0x12, 0xFD, 0x1F, .. new byte[4093]];
        Assert.Equal(4096, payload.Length);

        WireCall within = await Connection.StartAsync(Locate, (":path", path));
        await Connection.SendAsync(within, WireMessage.Of(payload));
        await Connection.EndAsync(within);
        await UntilAsync(() => within.HasData || within.IsEnded, static () => "The message was not answered.");
        WireCall over = await CallAsync(path, WireMessage.Of([.. payload, 0]));
        WireCall zipped = await CallAsync(path, WireMessage.Of(WireMessage.Zip(new byte[10_000_000]), flag: 1));

        Assert.NotEqual(StatusCode.ResourceExhausted, within.Status);
        Assert.Equal(StatusCode.ResourceExhausted, over.Status);
        Assert.Equal(StatusCode.ResourceExhausted, zipped.Status);

        // Who watches is not done.
        await Connection.ResetAsync(within);
    }

    private Task<WireCall> SendAsync(string method, byte[] zipped) =>
        Connection.CallAsync(method, WireMessage.Of(zipped, flag: 1), ("grpc-encoding", "gzip"));

    private Task<WireCall> CallAsync(string path, byte[] body) =>
        Connection.CallAsync(Locate, body, (":path", path), ("grpc-encoding", "gzip"));
}
