using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Finding;
using MuSiCa.Service.Grpc;
using MuSiCa.Service.Health;
using MuSiCa.Service.Landmarks;
using MuSiCa.Service.Models;
using MuSiCa.Service.OpenApi;
using MuSiCa.Service.Preparing;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Rest;
using MuSiCa.Service.Telemetry;
using MuSiCa.Serving;

namespace MuSiCa.Service.Hosting;

/// <summary>Puts the service together and runs it.</summary>
internal static partial class ServiceHost
{
    // Frames of many cameras, or a thousand calls, come over one connection.
    private const int StreamsPerConnection = 1024;

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
            options.Limits.Http2.MaxStreamsPerConnection = StreamsPerConnection;
            options.ConfigureEndpointDefaults(listen =>
            {
                ListenAddresses.Apply(listen, context.Configuration);
                listen.Use(listen.ApplicationServices.GetRequiredService<ConnectionHearts>().Follow);
            });
        });
        builder.Services.ConfigureHttpJsonOptions(static options =>
        {
            ServiceJson.Configure(options.SerializerOptions);
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, ServiceJson.Default);
        });
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, FrameBlockPoolFactory>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services
            .AddTelemetry()
            .AddSettings()
            .AddProblems()
            .AddModel()
            .AddFinder()
            .AddLandmarks()
            .AddLandmarksGrpc()
            .AddInterfaceDescription()
            .AddSingleton<ServiceState>()
            .AddSingleton<ConnectionHearts>()
            .AddHostedService(static services => services.GetRequiredService<ConnectionHearts>())
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
            app.Services.GetRequiredService<IFaceAligner>();
            app.Services.GetRequiredService<FinderSwitch>();
            app.Services.GetRequiredService<TrackMetrics>();
            app.Services.GetRequiredService<PreparationWorkers>();
            LimitShutdown(app.Services);
            app.MapService();
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
        finally
        {
            await app.DisposeAsync();
        }
    }

    private static void MapService(this WebApplication app)
    {
        app.UseProblems();
        app.UseCallFailures();
        app.UseBodyBudget();
        app.UseInterfaceDescription();
        app.MapLandmarks().MapLandmarksGrpc().MapModels().MapHealth().MapMetrics();
        app.MapGet("/", static () => TypedResults.LocalRedirect("/swagger")).ExcludeFromDescription();
    }

    // Set on the instance that the host holds: it asks for its options while it is built, before the settings are checked.
    private static void LimitShutdown(IServiceProvider services)
    {
        ServingOptions serving = services.GetRequiredService<IOptions<ServingOptions>>().Value;
        services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout = serving.DrainDelay + serving.DrainTimeout;
    }

    [LoggerMessage(LogLevel.Critical, "The service cannot start. {Reason}")]
    private static partial void LogStartupFailure(ILogger logger, string reason);
}
