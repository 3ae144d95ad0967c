using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MuSiCa.Grpc.Interop.Services;
using MuSiCa.Service.Hosting;

namespace MuSiCa.Grpc.Interop.Hosting;

/// <summary>
/// The test server: the interop service, the standard services, HTTP/2 without TLS on a free port of 127.0.0.1.
/// </summary>
/// <remarks>Section <c>Grpc</c> of the configuration sets its limits: <c>--Grpc:MaxReceiveMessageSize=16777216</c>.</remarks>
internal static class InteropHost
{
    // Never: what its clients have open is waited for.
    private static readonly Task StreamsEnd = new TaskCompletionSource().Task;

    public static WebApplication Build(string[] args)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.Use(listen.ApplicationServices.GetRequiredService<OpenConnections>().Follow);
        }));

        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(static services => new OpenConnections(
            StreamsEnd, default, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<OpenConnections>>()));
        builder.Services.AddHostedService(static services => services.GetRequiredService<OpenConnections>());
        builder.Services.AddSingleton<ActiveCalls>();
        builder.Services.AddGrpc(grpc =>
        {
            // Messages are compressed only where WriteOptions let them be.
            grpc.ResponseCompressionAlgorithm = "gzip";
            builder.Configuration.GetSection("Grpc").Bind(grpc);
        });
        builder.Services.AddGrpcReflection();
        builder.Services.AddGrpcHealthChecks().AddCheck("serving", () => HealthCheckResult.Healthy());

        WebApplication app = builder.Build();
        app.Use(app.Services.GetRequiredService<ActiveCalls>().CountAsync);
        app.MapGrpcService<InteropService>();
        app.MapGrpcService<ServerStateService>();
        app.MapGrpcReflectionService();
        app.MapGrpcHealthChecksService();
        return app;
    }

    /// <summary>
    /// Says <c>listening on PORT</c> once it serves; stops in order when <paramref name="input"/> ends, which it does when
    /// whoever started the program is gone, or on SIGTERM.
    /// </summary>
    public static async Task RunUntilInputEndsAsync(this WebApplication app, Stream input, TextWriter output)
    {
        await app.StartAsync();
        await output.WriteLineAsync($"listening on {new Uri(app.Urls.Single()).Port}");

        // Reading a console cannot be cancelled, so nobody waits for it after a signal.
        _ = StopAtEndAsync(input, app.Lifetime);
        await app.WaitForShutdownAsync();
    }

    private static async Task StopAtEndAsync(Stream input, IHostApplicationLifetime lifetime)
    {
        await input.CopyToAsync(Stream.Null);
        lifetime.StopApplication();
    }
}
