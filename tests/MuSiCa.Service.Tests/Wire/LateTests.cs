using Grpc.Core;
using static MuSiCa.Service.Tests.Wire.WireConnection;

namespace MuSiCa.Service.Tests.Wire;

/// <summary>Calls whose message does not come.</summary>
public sealed class LateTests : WireTest
{
    private const string Check = "/grpc.health.v1.Health/Check";
    private const string Watch = "/grpc.health.v1.Health/Watch";
    private const string Reflect = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
    private const string Landmarks = "/musica.v1.FaceLandmarker/Locate";

    private readonly TestTime _time = new();

    public LateTests() => Service.With(_time).With("Requests:Timeout", "00:00:20").With("Tracking:FirstFrameTimeout", "00:00:05");

    [Theory]
    [InlineData(Landmarks, 0)]
    [InlineData(Landmarks, 1)]
    [InlineData(Landmarks, 30)]
    [InlineData(Check, 0)]
    [InlineData(Check, 3)]
    [InlineData(Watch, 0)]
    [InlineData(Reflect, 0)]
    [InlineData(Reflect, 3)]
    public async Task Message_HalfOfItAndNoMore_EndsTheCallWhenItsTimeIsOver(string path, int bytes)
    {
        WireCall call = await Connection.StartAsync(Locate, (":path", path));
        await Connection.SendAsync(call, WireMessage.Good(Locate).AsMemory(0, bytes));
        await UntilAsync(() => Service.Memory.Used == bytes, () => $"{Service.Memory.Used} bytes held");
        _time.Advance(TimeSpan.FromSeconds(19));
        await Connection.PingAsync();
        Assert.False(call.IsEnded);

        await UntilAsync(() => Advance(call), static () => "The call was not ended.");

        Assert.Equal(StatusCode.DeadlineExceeded, call.Status);
        Assert.Contains("MuSiCa:Requests:Timeout", call.Header("grpc-message"), StringComparison.Ordinal);
        Assert.NotNull(call.Header("grpc-status-details-bin"));
        await UntilAsync(() => Service.Memory.Used == 0, () => $"{Service.Memory.Used} bytes held");
        await Connection.ResetAsync(call);
    }

    // Each byte is progress, and all of them take too long.
    [Fact]
    public async Task Message_TricklesIn_EndsTheCallWhenItsTimeIsOver()
    {
        WireCall call = await Connection.StartAsync(Locate);
        foreach (byte next in WireMessage.Good(Locate).Take(20))
        {
            if (call.IsEnded)
            {
                break;
            }

            await Connection.SendAsync(call, new[] { next });
            await Connection.PingAsync();
            _time.Advance(TimeSpan.FromSeconds(2));
        }

        await UntilAsync(() => Advance(call), () => $"The call was not ended: {Service.Memory.Used}");
        Assert.Equal(StatusCode.DeadlineExceeded, await call.StatusAsync());
        await Connection.ResetAsync(call);
    }

    [Fact]
    public async Task Track_NoFirstFrame_IsEndedSoon()
    {
        WireCall call = await Connection.StartAsync(Track);

        await UntilAsync(() => Advance(call), static () => "The stream was not ended.");

        Assert.Equal(StatusCode.DeadlineExceeded, call.Status);
        Assert.Contains("MuSiCa:Tracking:FirstFrameTimeout", call.Header("grpc-message"), StringComparison.Ordinal);
        await Connection.ResetAsync(call);
    }

    [Fact]
    public async Task Reflection_MessagesInTime_GoOnForLongerThanOneMayTake()
    {
        WireCall call = await Connection.StartAsync(Locate, (":path", Reflect));
        for (int i = 1; i <= 5; i++)
        {
            // list_services
            await Connection.SendAsync(call, WireMessage.Of([0x3A, 0]));
            int expected = i;
            await UntilAsync(() => call.DataFrames >= expected, () => $"{call.DataFrames} answers");
            _time.Advance(TimeSpan.FromSeconds(15));
        }

        await Connection.EndAsync(call);
        Assert.Equal(StatusCode.OK, await call.StatusAsync());
    }

    // Nothing tells when the service has begun to wait.
    private bool Advance(WireCall call)
    {
        _time.Advance(TimeSpan.FromSeconds(2));
        return call.IsEnded;
    }
}
