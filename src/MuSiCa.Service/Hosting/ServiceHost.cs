using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using MuSiCa.Service.Administration;
using MuSiCa.Service.Admission;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Decoding;
using MuSiCa.Service.Finding;
using MuSiCa.Service.Grpc;
using MuSiCa.Service.Health;
using MuSiCa.Service.Models;
using MuSiCa.Service.OpenApi;
using MuSiCa.Service.OpenInference;
using MuSiCa.Service.Pipeline;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Rest;
using MuSiCa.Service.Security;
using MuSiCa.Service.Sizing;
using MuSiCa.Service.Sockets;
using MuSiCa.Service.Telemetry;
using MuSiCa.Service.Web;
using OpenTelemetry.Metrics;

namespace MuSiCa.Service.Hosting;

/// <summary>Puts the service together and runs it.</summary>
internal static partial class ServiceHost
{
    // For what comes between and after the steps of stopping, each of which has its own time.
    private static readonly TimeSpan ShutdownReserve = TimeSpan.FromSeconds(5);

    /// <summary>The configuration of the host, found beside the program wherever that is started, with all addresses.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
        });

        ListenAddresses.Complete(builder.Configuration);
        return builder;
    }

    public static WebApplicationBuilder AddService(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(static (context, options) =>
        {
            options.AddServerHeader = false;
            options.ConfigureEndpointDefaults(listen =>
            {
                ListenAddresses.Apply(listen, context.Configuration);
                listen.Use(listen.ApplicationServices.GetRequiredService<OpenConnections>().Follow);
                listen.Use(ClientShare.PerConnection);
            });
        });
        var log = new StartupLog();
        log.Apply(builder.Logging).ApplyFormat(builder.Configuration);
        builder.Services.AddSingleton(log);

        // A line for each connection over the limit is what a flood wants; the metric kestrel_rejected_connections_total counts them.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel.Connections", LogLevel.Error);
        builder.Services.ConfigureHttpJsonOptions(static options =>
        {
            ServiceJson.Configure(options.SerializerOptions);
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, ServiceJson.Default);
        });
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, FrameBlockPoolFactory>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services
            .AddTelemetry(builder.Configuration)
            .AddSettings()
            .AddProblems()
            .AddSecurity()
            .AddModel()
            .AddSizing()
            .AddFinder()
            .AddLandmarks()
            .AddLandmarksGrpc()
            .AddTrackSockets()
            .AddHealth()
            .AddInterfaceDescription()
            .AddSingleton<ServiceState>()
            .AddSingleton<InterruptSignal>()
            .AddSingleton(CreateConnections)
            .AddHostedService(static services => services.GetRequiredService<OpenConnections>())
            .AddSingleton<ServerLimits>()
            .AddSingleton<IConfigureOptions<KestrelServerOptions>>(static services => services.GetRequiredService<ServerLimits>())
            .AddHostedService<DrainService>();
        return builder;
    }

    /// <summary>Runs until told to stop.</summary>
    /// <returns>The exit code: 0 after an orderly end, 1 when the service cannot start or cannot go on.</returns>
    public static async Task<int> RunServiceAsync(this WebApplication app)
    {
        try
        {
            // Before the host starts, which would log whatever fails here with its stack.
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            app.Services.GetRequiredService<MeterProvider>();
            app.Services.GetRequiredService<ModelCatalog>();
            app.Services.GetRequiredService<FinderSwitch>();
            app.Services.GetRequiredService<TrackMetrics>();
            app.Services.GetRequiredService<BreakerMetrics>();
            app.Services.GetRequiredService<InstanceMetrics>();
            app.Services.GetRequiredService<DecodeWorkers>();
            LimitShutdown(app.Services);
            ListenAddressCheck.Run(app.Configuration);
            app.Services.GetRequiredService<ServerLimits>().Describe();
            app.Services.GetRequiredService<HeapLimit>().Apply();
            app.MapService();
            app.Lifetime.ApplicationStarted.Register(app.Services.GetRequiredService<StartupLog>().Open);
            app.Lifetime.ApplicationStarted.Register(() => OpenDoor.Warn(
                app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [],
                app.Services.GetRequiredService<IOptions<SecuritySettings>>().Value,
                app.Configuration,
                app.Logger));
            ServiceState state = app.Services.GetRequiredService<ServiceState>();
            CancellationToken stopping = app.Lifetime.ApplicationStopping;
            try
            {
                await app.RunAsync();
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // Told to stop while it was starting.
            }

            return state.Failure is null ? 0 : 1;
        }
        catch (Exception exception) when (StartupFailure.Describe(exception) is { } message)
        {
            LogStartupFailure(app.Logger, message);
            return 1;
        }
        catch (Exception exception)
        {
            // A fault of the service: with its stack, and all the same no abort, which would only add a dump of the memory.
            LogStartupFault(app.Logger, exception);
            return 1;
        }
        finally
        {
            await app.DisposeAsync();
        }
    }

    private static void MapService(this WebApplication app)
    {
        app.UseAccessLog();
        app.UseStoppingAnswers();
        app.UseProblems();
        app.UsePageHeaders();
        app.UseAllowedOrigins();
        app.UseRequestSizes();
        app.UseHeadRequests();
        app.UseAdminPort();
        app.UseWhen(static http => !AdminPort.IsOn(http), static door => door.UseKeysAndLimits());
        app.UseWebSockets();
        app.UseRouting();
        app.UseCallFailures();
        app.UseCallBodies();
        app.UseInterfaceDescription();
        app.MapLandmarks().MapTrackSockets().MapOpenInference().MapLandmarksGrpc().MapModels().MapHealth().MapMetrics().MapAdmin().MapHomePage();
    }

    private static OpenConnections CreateConnections(IServiceProvider services) => new(
        services.GetRequiredService<ServiceState>().Drained,
        services.GetRequiredService<IOptions<ServingOptions>>().Value.CloseTimeout,
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILogger<OpenConnections>>());

    // Set on the instance that the host holds: it asks for its options while it is built, before the settings are checked.
    private static void LimitShutdown(IServiceProvider services)
    {
        ServingOptions serving = services.GetRequiredService<IOptions<ServingOptions>>().Value;
        services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout =
            serving.DrainDelay + serving.DrainTimeout + serving.CloseTimeout + ShutdownReserve;
    }

    [LoggerMessage(LogLevel.Critical, "The service cannot start. {Reason}")]
    private static partial void LogStartupFailure(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Critical, "The service failed")]
    private static partial void LogStartupFault(ILogger logger, Exception exception);
}
