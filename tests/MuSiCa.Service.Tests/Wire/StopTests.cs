using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

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
