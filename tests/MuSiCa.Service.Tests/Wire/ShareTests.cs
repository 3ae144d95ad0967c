using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using MuSiCa.Service.Tracking;
using static MuSiCa.Service.Tests.Wire.WireConnection;

namespace MuSiCa.Service.Tests.Wire;

/// <summary>One connection that takes what it gets leaves the others enough.</summary>
public sealed class ShareTests : WireTest
{
    // What messages may hold: three eighths of the memory there is.
    private const int Limit = 900_000;
    private const int Image = 100_000;
    private const int MaxStreams = 8;

    public ShareTests() => Service
        .With("Serving:MemoryLimit", $"{Limit / 3 * 8}")
        .With("Requests:MaxBytes", $"{Image * 3 / 2}")
        .With("Requests:MaxFiles", "1")
        .With("Requests:MaxFaces", "1")
        .With("Tracking:MaxStreams", $"{MaxStreams}");

    [Theory]
    [InlineData(Locate)]
    [InlineData(Track)]
    public async Task Bodies_HalfSentOnOneConnection_LeaveHalfTheMemoryToOthers(string method)
    {
        var calls = new List<WireCall>();
        for (int i = 0; i < 30; i++)
        {
            WireCall call = await Connection.StartAsync(method);
            await Connection.SendAsync(call, WireMessage.Large(method, Image).AsMemory(0, Image - 1));
            await UntilAsync(() => call.IsEnded || Service.Memory.Used >= (Image - 1) * (1 + calls.Count(static one => !one.IsEnded)), Held);
            calls.Add(call);
        }

        Assert.InRange(Service.Memory.Used, 1, Limit / 2);
        WireConnection other = await OpenAsync();
        for (int i = 0; i < 10; i++)
        {
            WireCall call = await other.CallAsync(Locate, WireMessage.Large(Locate, Image));
            Assert.Equal(StatusCode.OK, call.Status);
        }

        await Task.WhenAll(calls.Select(Connection.ResetAsync));
    }

    [Fact]
    public async Task Streams_OpenedOnOneConnection_LeaveHalfThePlacesToOthers()
    {
        var calls = new List<WireCall>();
        for (int i = 0; i < MaxStreams; i++)
        {
            int before = Taken;
            WireCall call = await Connection.StartAsync(Track);
            await UntilAsync(() => call.IsEnded || Taken > before, () => $"{Taken} streams");
            calls.Add(call);
        }

        Assert.Equal(MaxStreams / 2, calls.Count(static call => !call.IsEnded));
        Assert.All(calls.Where(static call => call.IsEnded), static call => Assert.Equal(StatusCode.ResourceExhausted, call.Status));
        WireConnection other = await OpenAsync();
        WireCall answered = await other.CallAsync(Track, WireMessage.Good(Track));
        Assert.Equal(StatusCode.OK, answered.Status);
        await Task.WhenAll(calls.Select(Connection.ResetAsync));
    }

    private int Taken => Service.Services.GetRequiredService<StreamPlaces>().Taken;

    private string Held() => $"{Service.Memory.Used} bytes held";
}
