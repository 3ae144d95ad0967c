using System.Net.Sockets;
using System.Text;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MuSiCa.Service.Hosting;

namespace MuSiCa.Service.Tests.Wire;

/// <summary>Connections that are open when the service stops.</summary>
public sealed class StopTests
{
    [Fact]
    public async Task Stop_CallEndsAndItsClientSaysNothing_ClosesTheConnectionInOrder()
    {
        var time = new TestTime();
        var held = new HeldCall();
        using TestService service = new ConfiguredTestService(("Kestrel:EndpointDefaults:Protocols", "Http2"))
            .With(time)
            .With("Serving:CloseTimeout", "01:00:00")
            .With(services => services.AddSingleton<IStartupFilter>(held));
        Uri address = (await service.OnKestrel().ReadyAsync()).BaseAddress!;
        await using WireConnection connection = await WireConnection.OpenAsync(address);
        WireCall call = await connection.StartAsync(
            [(":method", "GET"), (":scheme", "http"), (":path", HeldCall.Path), (":authority", "test")], isLast: true);
        await held.Begun.Given;

        Task stop = service.Services.GetRequiredService<IHost>().StopAsync();
        await connection.Leaving;
        held.End.Give();
        await call.End;
        while (!stop.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await stop;
        await connection.Closed;
        Assert.Equal("200", call.Header(":status"));
        Assert.Equal((call.Stream, 0u), connection.LastCall);
    }

    // None of them ends by itself: the server would wait an hour for each.
    [Theory]
    [InlineData("POST /v1/landmarks HTTP/1.1\r\nHost: test\r\nContent-Le")]
    [InlineData("POST /v1/landmarks HTTP/1.1\r\nHost: test\r\nContent-Type: image/png\r\nContent-Length: 100000\r\n\r\nhalf")]
    [InlineData("POST /v1/landmarks HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n")]
    [InlineData("GET /health/live HTTP/1.1\r\nHost: test\r\n\r\n")]
    public async Task Stop_ClientThatKeepsItsConnectionOpen_ClosesItAfterTheDrain(string sent)
    {
        var time = new TestTime();
        using TestService service = Patient(new TestService(), time);
        Uri address = (await service.OnKestrel().ReadyAsync()).BaseAddress!;
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(sent));

        await StopAsync(service, time);

        await AssertClosedAsync(client.GetStream());
    }

    [Fact]
    public async Task Stop_StreamsThatSayNothing_ClosesThemAfterTheDrain()
    {
        var time = new TestTime();
        using TestService service = Patient(new ConfiguredTestService(("Kestrel:EndpointDefaults:Protocols", "Http2")), time);
        Uri address = (await service.OnKestrel().ReadyAsync()).BaseAddress!;
        await using WireConnection connection = await WireConnection.OpenAsync(address);
        await connection.StartAsync(Headers("grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"), isLast: false);
        await connection.StartAsync(Headers("musica.v1.FaceLandmarker/Locate"), isLast: false);
        await connection.PingAsync();

        await StopAsync(service, time);

        await connection.Closed;
    }

    [Theory]
    [InlineData("POST /v1/landmarks HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n\r\n", "503")]
    [InlineData("GET /health/live HTTP/1.1\r\nHost: test\r\n\r\n", "200")]
    [InlineData("GET /nothing HTTP/1.1\r\nHost: test\r\n\r\n", "404")]
    public async Task Get_WhileDraining_IsAnsweredAndTheConnectionClosed(string sent, string status)
    {
        using var service = new TestService();
        Uri address = (await service.OnKestrel().ReadyAsync()).BaseAddress!;
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await service.Hosted<DrainService>().StoppingAsync(CancellationToken.None);

        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(sent));
        using var reader = new StreamReader(client.GetStream());
        string answer = await reader.ReadToEndAsync().WaitAsync(WireConnection.Patience);

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_WhileLeaving_IsAnsweredAndFollowedByGoAway()
    {
        var time = new TestTime();
        using TestService service = new ConfiguredTestService(("Kestrel:EndpointDefaults:Protocols", "Http2"))
            .With(time)
            .With("Serving:DrainDelay", "00:00:05");
        Uri address = (await service.OnKestrel().ReadyAsync()).BaseAddress!;
        await using WireConnection connection = await WireConnection.OpenAsync(address);
        Task stopping = service.Hosted<DrainService>().StoppingAsync(CancellationToken.None);

        WireCall call = await connection.CallAsync(WireConnection.Locate, WireMessage.Good(WireConnection.Locate));

        Assert.Equal(StatusCode.OK, call.Status);
        await connection.Leaving;
        await connection.Closed;
        Assert.Equal((call.Stream, 0u), connection.LastCall);
        time.Advance(TimeSpan.FromSeconds(5));
        await stopping;
    }

    [Fact]
    public async Task Get_WhileServing_KeepsTheConnection()
    {
        using var service = new TestService();
        Uri address = (await service.OnKestrel().ReadyAsync()).BaseAddress!;
        using var client = new HttpClient { BaseAddress = address };

        using HttpResponseMessage response = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));

        Assert.Null(response.Headers.ConnectionClose);
    }

    // Nothing but the service itself ends what a client leaves open, and the server has all the time there is.
    private static TestService Patient(TestService service, TestTime time) => service
        .With(time)
        .With("Serving:DrainTimeout", "01:00:00")
        .With("Requests:Timeout", "01:00:00")
        .With(static services => services.Configure<KestrelServerOptions>(static kestrel =>
        {
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromHours(1);
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromHours(1);
            kestrel.Limits.MinRequestBodyDataRate = null;
        }));

    private static async Task StopAsync(TestService service, TestTime time)
    {
        Task stop = service.Services.GetRequiredService<IHost>().StopAsync();
        using var patience = new CancellationTokenSource(WireConnection.Patience);
        while (!stop.IsCompleted)
        {
            Assert.False(patience.IsCancellationRequested, "It waits for a client.");
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await stop;
    }

    private static async Task AssertClosedAsync(NetworkStream stream)
    {
        byte[] rest = new byte[4096];
        try
        {
            while (await stream.ReadAsync(rest).AsTask().WaitAsync(WireConnection.Patience) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Reset, which is closed too.
        }
    }

    private static (string Name, string Value)[] Headers(string method) =>
    [
        (":method", "POST"), (":scheme", "http"), (":path", $"/{method}"), (":authority", "test"),
        ("content-type", "application/grpc"), ("te", "trailers"),
    ];

    /// <summary>A call that no drain waits for.</summary>
    private sealed class HeldCall : IStartupFilter
    {
        public const string Path = "/held";

        public Signal Begun { get; } = new();

        public Signal End { get; } = new();

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Map(Path, call => call.Run(async context =>
            {
                Begun.Give();
                await End.Given;
            }));
            next(app);
        };
    }
}
