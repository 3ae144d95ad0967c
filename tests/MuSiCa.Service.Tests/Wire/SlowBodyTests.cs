using Grpc.Core;
using static MuSiCa.Service.Tests.Wire.WireConnection;

namespace MuSiCa.Service.Tests.Wire;

/// <summary>Many callers that each send most of a large message: together they hold no more than there is.</summary>
public sealed class SlowBodyTests : WireTest
{
    // What messages may hold: three eighths of the memory there is.
    private const int Limit = 900_000;
    private const int Half = 60_000;
    private const int Image = 100_000;
    private const int Calls = 30;
    private const int Fit = Limit / Half;

    public SlowBodyTests() => Service
        .With("Serving:MemoryLimit", $"{Limit / 3 * 8}")
        .With("Requests:MaxBytes", $"{Image * 3 / 2}")
        .With("Requests:MaxFiles", "1")
        .With("Requests:MaxFaces", "1");

    [Theory]
    [InlineData(Locate)]
    [InlineData(Track)]
    public async Task Bodies_MoreThanThereIsMemory_AreRefusedAndTheOthersGoOn(string method)
    {
        byte[] message = WireMessage.Large(method, Image);
        WireCall[] calls = await StartAsync(method, message);

        WireCall[] refused = [.. calls.Where(static call => call.IsEnded)];
        WireCall[] open = [.. calls.Except(refused)];
        Assert.InRange(open.Length, 1, Fit);
        Assert.All(refused, static call => Assert.Equal(StatusCode.ResourceExhausted, call.Status));
        Assert.All(refused, static call => Assert.Equal("1000", call.Header("grpc-retry-pushback-ms")));
        Assert.All(refused, static call => Assert.NotNull(call.Header("grpc-status-details-bin")));
        await Task.WhenAll(refused.Select(Connection.ResetAsync));

        // One leaves, one breaks off, and the rest, for which there is memory now, is answered.
        await Connection.ResetAsync(open[0]);
        await Connection.EndAsync(open[1]);
        Assert.Equal(StatusCode.Internal, await open[1].StatusAsync());
        await UntilHeldAsync(open[2..]);
        foreach (WireCall call in open[2..])
        {
            await Connection.SendAsync(call, message.AsMemory(Half));
            await Connection.EndAsync(call);
            Assert.Equal(StatusCode.OK, await call.StatusAsync());
        }

        Assert.Equal(0, Service.Memory.Used);
    }

    [Theory]
    [InlineData(Locate)]
    [InlineData(Track)]
    public async Task Bodies_AllLeftAtOnce_GiveEverythingBack(string method)
    {
        WireCall[] calls = await StartAsync(method, WireMessage.Large(method, Image));

        await Task.WhenAll(calls.Select(Connection.ResetAsync));

        await UntilHeldAsync([]);
        WireCall next = await Connection.CallAsync(method, WireMessage.Large(method, Image));
        Assert.Equal(StatusCode.OK, next.Status);
    }

    [Fact]
    public async Task Body_TricklesInByteByByte_HoldsWhatHasArrived()
    {
        WireCall call = await Connection.StartAsync(Locate);

        await Connection.SendAsync(call, WireMessage.Large(Locate, Image).AsMemory(0, Half), static () => 1);

        await UntilHeldAsync([call]);
        await Connection.ResetAsync(call);
    }

    private async Task<WireCall[]> StartAsync(string method, byte[] message)
    {
        var calls = new WireCall[Calls];
        for (int i = 0; i < Calls; i++)
        {
            calls[i] = await Connection.StartAsync(method);
        }

        const int Step = Half / 6;
        for (int sent = 0; sent < Half; sent += Step)
        {
            foreach (WireCall call in calls.Where(static call => !call.IsEnded))
            {
                await Connection.SendAsync(call, message.AsMemory(sent, Step));
                Assert.InRange(Service.Memory.Used, 0, Limit);
            }
        }

        await UntilHeldAsync(calls);
        return calls;
    }

    /// <summary>Waits until the halves of the calls that are still open are all that is held.</summary>
    private Task UntilHeldAsync(WireCall[] calls) => UntilAsync(
        () => Service.Memory.Used == Half * calls.Count(static call => !call.IsEnded),
        () => $"{Service.Memory.Used} bytes held by {calls.Count(static call => !call.IsEnded)} calls");
}
