using Grpc.Core;
using static MuSiCa.Service.Tests.Wire.WireConnection;

namespace MuSiCa.Service.Tests.Wire;

/// <summary>Headers that no client sends.</summary>
public sealed class HeaderTests : WireTest
{
    private const uint ProtocolError = 1;

    // The official server ignores a timeout that is none, and takes one of less than 100 ns for none.
    [Theory]
    [InlineData("")]
    [InlineData("never")]
    [InlineData("1")]
    [InlineData("S")]
    [InlineData("-1S")]
    [InlineData("1.5S")]
    [InlineData("1s")]
    [InlineData("99999999999S")]
    [InlineData("0n")]
    [InlineData("99n")]
    public async Task GrpcTimeout_Malformed_IsNone(string timeout)
    {
        foreach (string method in new[] { Locate, Track })
        {
            WireCall call = await Connection.CallAsync(method, WireMessage.Good(method), ("grpc-timeout", timeout));

            Assert.Equal((method, StatusCode.OK), (method, call.Status));
        }
    }

    [Theory]
    [InlineData("99999999H")]
    [InlineData("99999999M")]
    [InlineData("99999999S")]
    public async Task GrpcTimeout_Absurd_IsLongEnough(string timeout)
    {
        foreach (string method in new[] { Locate, Track })
        {
            WireCall call = await Connection.CallAsync(method, WireMessage.Good(method), ("grpc-timeout", timeout));

            Assert.Equal((method, StatusCode.OK), (method, call.Status));
        }
    }

    [Theory]
    [InlineData(Locate)]
    [InlineData(Track)]
    public async Task GrpcTimeout_OverBeforeTheMessageIsThere_EndsTheCall(string method)
    {
        WireCall call = await Connection.StartAsync(method, ("grpc-timeout", "1m"));
        await Connection.SendAsync(call, WireMessage.Good(method).AsMemory(0, 20));

        Assert.Equal(StatusCode.DeadlineExceeded, await call.StatusAsync());
        await Connection.ResetAsync(call);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    [InlineData("application/grpcx")]
    [InlineData("application/grpc-web")]
    public async Task ContentType_Other_IsUnsupported(string type)
    {
        foreach (string method in new[] { Locate, Track })
        {
            WireCall call = await Connection.CallAsync(method, WireMessage.Good(method), ("content-type", type));

            Assert.Equal((method, "415"), (method, call.Header(":status")));
        }
    }

    [Theory]
    [InlineData("application/grpc+proto")]
    [InlineData("application/grpc;charset=utf-8")]
    [InlineData("APPLICATION/GRPC")]
    public async Task ContentType_OtherSpelling_IsTaken(string type)
    {
        foreach (string method in new[] { Locate, Track })
        {
            WireCall call = await Connection.CallAsync(method, WireMessage.Good(method), ("content-type", type));

            Assert.Equal((method, StatusCode.OK), (method, call.Status));
        }
    }

    // The specification asks for it, the official server does not.
    [Theory]
    [InlineData(Locate)]
    [InlineData(Track)]
    public async Task Te_Missing_IsAnsweredAllTheSame(string method)
    {
        WireCall call = await Connection.StartAsync(Headers(method).Where(static header => header.Name != "te"), isLast: false);
        await Connection.SendAsync(call, WireMessage.Good(method));
        await Connection.EndAsync(call);

        Assert.Equal(StatusCode.OK, await call.StatusAsync());
    }

    [Theory]
    [InlineData(Locate, "GET")]
    [InlineData(Track, "GET")]
    [InlineData(Locate, "PUT")]
    [InlineData(Track, "PUT")]
    public async Task Method_OtherThanPost_IsNotAllowed(string method, string verb)
    {
        WireCall call = await Connection.StartAsync(
            [.. Headers(method).Where(static header => header.Name != ":method"), (":method", verb)], isLast: true);
        await call.End;

        Assert.Equal("405", call.Header(":status"));
        Assert.Null(call.Status);
    }

    [Theory]
    [InlineData(Locate)]
    [InlineData(Track)]
    public async Task Metadata_AnyThatIsMalformed_IsNobodysConcern(string method)
    {
        WireCall call = await Connection.CallAsync(
            method,
            WireMessage.Good(method),
            ("a-bin", "***"), ("b-bin", "AA=="), ("b-bin", "AQ"), ("c", ""), ("c", "1"), ("grpc-accept-encoding", ",,x"), ("grpc-x", "y"));

        Assert.Equal(StatusCode.OK, call.Status);
    }

    [Theory]
    [InlineData(":path", "no slash")]
    [InlineData(":method", "")]
    public async Task PseudoHeader_AgainstHttp2_EndsItsStreamOnly(string name, string value)
    {
        WireCall call = await Connection.StartAsync(Locate, (name, value));

        Assert.Equal(ProtocolError, await call.ResetCode);
        Assert.Empty(call.Blocks);
    }

    [Theory]
    [InlineData("Upper", "case")]
    [InlineData("connection", "close")]
    [InlineData("te", "gzip")]
    public async Task Header_AgainstHttp2_EndsItsConnection(string name, string value)
    {
        WireConnection connection = await OpenAsync();

        WireCall call = await connection.StartAsync(Locate, (name, value));

        await connection.Closed;
        Assert.Empty(call.Blocks);
    }

    [Theory]
    [InlineData(Locate)]
    [InlineData(Track)]
    public async Task Headers_TooMany_AreRefused(string method)
    {
        (string, string)[] many = [.. Enumerable.Range(0, 150).Select(static i => ($"x{i}", "y"))];

        WireCall call = await Connection.CallAsync(method, WireMessage.Good(method), many);

        Assert.Equal(StatusCode.ResourceExhausted, call.Status);
        Assert.NotNull(call.Header("grpc-status-details-bin"));
    }

    [Fact]
    public async Task Headers_FarTooMany_EndTheirConnection()
    {
        WireConnection connection = await OpenAsync();
        (string, string)[] many = [.. Enumerable.Range(0, 1000).Select(static i => ($"x{i}", "y"))];

        WireCall call = await connection.StartAsync(Locate, many);

        await connection.Closed;
        Assert.Empty(call.Blocks);
    }
}
