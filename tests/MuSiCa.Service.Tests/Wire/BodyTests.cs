using Grpc.Core;
using MuSiCa.Protos.V1;
using static MuSiCa.Service.Tests.Wire.WireConnection;

namespace MuSiCa.Service.Tests.Wire;

/// <summary>Good messages, cut and in pieces.</summary>
public sealed class BodyTests : WireTest
{
    private const uint NoError = 0;
    private const uint ProtocolError = 1;

    private static readonly byte[] TwoFrames = [.. WireMessage.Of(WireMessage.Frame(1)), .. WireMessage.Of(WireMessage.Frame(2))];

    [Fact]
    public async Task Locate_InPiecesOfAnySize_GivesTheSameAnswer()
    {
        byte[] body = WireMessage.Good(Locate);
        WireCall whole = await Connection.CallAsync(Locate, body);
        for (int seed = 0; seed < 20; seed++)
        {
            WireCall call = await InPiecesAsync(Locate, body, seed);

            Assert.Equal(StatusCode.OK, call.Status);
            Assert.Equal(whole.Messages(LocateResponse.Parser), call.Messages(LocateResponse.Parser));
        }
    }

    [Fact]
    public async Task Track_InPiecesOfAnySize_GivesTheSameAnswers()
    {
        WireCall whole = await Connection.CallAsync(Track, TwoFrames);
        for (int seed = 0; seed < 20; seed++)
        {
            WireCall call = await InPiecesAsync(Track, TwoFrames, seed);

            Assert.Equal(StatusCode.OK, call.Status);
            Assert.Equal(whole.Messages(FrameLandmarks.Parser), call.Messages(FrameLandmarks.Parser));
        }
    }

    // The specification has UNIMPLEMENTED for a unary call without a message; the official server says INTERNAL for it too.
    [Fact]
    public async Task Locate_EndsAnywhere_IsInternalUnlessItIsWhole()
    {
        byte[] body = WireMessage.Good(Locate);
        for (int cut = 0; cut <= body.Length; cut++)
        {
            WireCall call = await Connection.CallAsync(Locate, body[..cut]);

            Assert.Equal((cut, cut == body.Length ? StatusCode.OK : StatusCode.Internal), (cut, call.Status));
            Assert.Equal(cut == body.Length ? null : "Incomplete message.", call.Header("grpc-message"));
        }
    }

    [Fact]
    public async Task Track_EndsAnywhere_AnswersTheFramesSoFarAndIsInternalBehindThem()
    {
        for (int cut = 0; cut <= TwoFrames.Length; cut++)
        {
            WireCall call = await Connection.CallAsync(Track, TwoFrames[..cut]);

            int whole = cut / (TwoFrames.Length / 2);
            bool isWhole = cut % (TwoFrames.Length / 2) == 0;
            Assert.Equal(Enumerable.Range(1, whole), call.Messages(FrameLandmarks.Parser).Select(static answer => (int)answer.Id));
            Assert.Equal((cut, isWhole ? StatusCode.OK : StatusCode.Internal), (cut, call.Status));
            Assert.Equal(isWhole ? null : "Incomplete message.", call.Header("grpc-message"));
        }
    }

    [Theory]
    [InlineData(Locate, StatusCode.Internal)]
    [InlineData(Track, StatusCode.OK)]
    public async Task Request_HeadersThatEndTheStream_HasNoMessages(string method, StatusCode expected)
    {
        WireCall call = await Connection.StartAsync(Headers(method), isLast: true);

        Assert.Equal(expected, await call.StatusAsync());
    }

    [Theory]
    [InlineData(Locate)]
    [InlineData(Track)]
    public async Task Body_ManyEmptyAndTinyFrames_IsReadAllTheSame(string method)
    {
        WireCall call = await Connection.StartAsync(method);
        byte[] empty = new HttpFrame(HttpFrame.Data, 0, call.Stream, []).Bytes();
        byte[] many = [.. Enumerable.Repeat(empty, 100).SelectMany(static frame => frame)];

        foreach (byte one in WireMessage.Good(method))
        {
            await Connection.SendAsync(many);
            await Connection.SendAsync(call, new[] { one });
        }

        await Connection.EndAsync(call);
        Assert.Equal(StatusCode.OK, await call.StatusAsync());
    }

    [Fact]
    public async Task Locate_GoesOnBehindItsMessage_IsEndedAtOnce()
    {
        WireCall call = await Connection.StartAsync(Locate);
        await Connection.SendAsync(call, WireMessage.Good(Locate));
        await Connection.SendAsync(call, WireMessage.Good(Locate));

        Assert.Equal(StatusCode.Internal, await call.StatusAsync());
        Assert.Equal("Additional data after the message received.", call.Header("grpc-message"));
        Assert.Equal(NoError, await call.ResetCode);
        await SendEndlesslyAsync(call);
        await Connection.ResetAsync(call);
    }

    [Theory]
    [InlineData(Locate, "3")]
    [InlineData(Track, "3")]
    [InlineData(Locate, "1000")]
    [InlineData(Track, "1000")]
    public async Task Body_OtherLengthThanTheHeaderSays_IsReset(string method, string length)
    {
        WireCall call = await Connection.CallAsync(method, WireMessage.Good(method), ("content-length", length));

        Assert.Equal(ProtocolError, await call.ResetCode);
        Assert.NotEqual(StatusCode.OK, call.Status);
    }

    private async Task<WireCall> InPiecesAsync(string method, byte[] body, int seed)
    {
        var random = new Random(seed);
        WireCall call = await Connection.StartAsync(method);
        await Connection.SendAsync(call, body, () => random.Next(1, seed == 0 ? 2 : 16));
        await Connection.EndAsync(call);
        await call.End;
        return call;
    }

    private async Task SendEndlesslyAsync(WireCall call)
    {
        for (int i = 0; i < 200; i++)
        {
            await Connection.SendAsync(call, new byte[10], static () => 1);
        }
    }
}
