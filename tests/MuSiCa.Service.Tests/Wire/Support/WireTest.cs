using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Tracking;

namespace MuSiCa.Service.Tests.Wire;

/// <summary>
/// Sends to the real service what no client sends. Whatever a test sends, at its end the same connection and a new one are
/// answered, nothing is held, and nothing was logged as an error.
/// </summary>
public abstract class WireTest : IAsyncLifetime
{
    private readonly List<WireConnection> _connections = [];
    private Uri _address = null!;

    private protected TestService Service { get; } = new ConfiguredTestService(("Kestrel:EndpointDefaults:Protocols", "Http2"));

    private protected WireConnection Connection { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _address = (await Service.OnKestrel().ReadyAsync()).BaseAddress!;
        Connection = await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await AssertAnswersAsync(Connection);
            await AssertAnswersAsync(await OpenAsync());
            foreach (WireConnection connection in _connections)
            {
                await connection.LeaveAsync();
            }

            // What is in the model when its caller leaves is given back behind it.
            await UntilAsync(() => Held() == (0, 0, 0), () => $"Memory, faces and streams held: {Held()}");
        }
        finally
        {
            foreach (WireConnection connection in _connections)
            {
                await connection.DisposeAsync();
            }

            Service.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    private protected async Task<WireConnection> OpenAsync()
    {
        WireConnection connection = await WireConnection.OpenAsync(_address);
        _connections.Add(connection);
        return connection;
    }

    /// <summary>Waits for what nothing signals.</summary>
    private protected static async Task UntilAsync(Func<bool> condition, Func<string> describe)
    {
        using var patience = new CancellationTokenSource(WireConnection.Patience);
        while (!condition())
        {
            Assert.False(patience.IsCancellationRequested, describe());
            await Task.Yield();
        }
    }

    private static async Task AssertAnswersAsync(WireConnection connection)
    {
        WireCall locate = await connection.CallAsync(WireConnection.Locate, WireMessage.Good(WireConnection.Locate));
        Assert.Equal(StatusCode.OK, locate.Status);
        Assert.Equal(
            FakeStages.Landmarks(new(1, 1, 6, 4)),
            Assert.Single(locate.Messages(LocateResponse.Parser)).Faces.Single().Landmarks.Select(static value => Math.Round(value, 2)));
        WireCall track = await connection.CallAsync(WireConnection.Track, WireMessage.Good(WireConnection.Track));
        Assert.Equal(StatusCode.OK, track.Status);
        Assert.Null(Assert.Single(track.Messages(FrameLandmarks.Parser)).Problem);
    }

    private (long Memory, int Faces, int Streams) Held() => (
        Service.Memory.Used, Service.Scheduler.PlacesTaken, Service.Services.GetRequiredService<StreamPlaces>().Taken);
}
