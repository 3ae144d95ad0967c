using Grpc.Core;
using static MuSiCa.Service.Tests.Wire.WireConnection;

namespace MuSiCa.Service.Tests.Wire;

/// <summary>Streams that stop midway and never go on.</summary>
public sealed class IdleTests : WireTest
{
    private readonly TestTime _time = new();

    public IdleTests() => Service.With(_time).With("Tracking:IdleTimeout", "00:00:10");

    [Fact]
    public async Task Track_HalfAFrameAndNoMore_IsEndedAndHoldsNothing()
    {
        WireCall call = await Connection.StartAsync(Track);
        await Connection.SendAsync(call, WireMessage.Good(Track));
        await Connection.SendAsync(call, WireMessage.Good(Track).AsMemory(0, 30));
        await UntilAsync(() => call.HasData && Service.Memory.Used == 30, () => $"{Service.Memory.Used} bytes held");

        await UntilAsync(() => Advance(call), static () => "The stream was not ended.");

        Assert.Equal(StatusCode.DeadlineExceeded, call.Status);
        await UntilAsync(() => Service.Memory.Used == 0, () => $"{Service.Memory.Used} bytes held");
        await Connection.ResetAsync(call);
    }

    // Nothing tells when the service has begun to wait.
    private bool Advance(WireCall call)
    {
        _time.Advance(TimeSpan.FromSeconds(11));
        return call.IsEnded;
    }
}
