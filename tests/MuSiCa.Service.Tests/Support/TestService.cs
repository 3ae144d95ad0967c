using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using MuSiCa.Service.Hosting;
using MuSiCa.Service.Models;
using MuSiCa.Serving;

namespace MuSiCa.Service.Tests;

/// <summary>
/// The whole service in this process, on fake stages unless a model is named. Disposal fails when an error was logged that no
/// test expected, or when the service still holds memory or places for work that is over.
/// </summary>
public class TestService : WebApplicationFactory<Program>
{
    private readonly FakeLogCollector _errors = FakeLogCollector.Create(
        new FakeLogCollectorOptions { FilteredLevels = { LogLevel.Error, LogLevel.Critical } });

    private readonly Dictionary<string, string> _settings = [];
    private Action<IServiceCollection> _services = static _ => { };
    private string? _model;
    private bool _kestrel;
    private Leftovers? _leftovers;

    internal FakeStages Stages { get; } = new();

    /// <summary>The address of the endpoint with one box that fits every test image.</summary>
    internal const string Address = "/v1/landmarks?box=4,3,16,12";

    internal ServiceState State => Services.GetRequiredService<ServiceState>();

    internal ServedCascade Scheduler => (ServedCascade)Services.GetRequiredService<IFaceAligner>();

    internal MemoryBudget Memory => Services.GetRequiredService<MemoryBudget>();

    internal TestService With(string setting, string value)
    {
        _settings[$"MuSiCa:{setting}"] = value;
        return this;
    }

    internal TestService With(Action<IServiceCollection> services)
    {
        _services += services;
        return this;
    }

    internal TestService With(TimeProvider time) => With(services => services.Replace(ServiceDescriptor.Singleton(time)));

    internal TestService With(IFaceAligner aligner) => With(services => services.Replace(ServiceDescriptor.Singleton(aligner)));

    /// <summary>Serves on a port of this machine instead of in memory.</summary>
    internal TestService OnKestrel()
    {
        // Not UseKestrel(0): it sets the port when the program, on its own thread, may be listening already.
        UseKestrel();
        _kestrel = true;
        return this;
    }

    internal TestService WithModel(string folder)
    {
        _model = folder;
        return this;
    }

    /// <summary>Starts the service without waiting for its model to be warm.</summary>
    internal HttpClient Start()
    {
        ClientOptions.AllowAutoRedirect = false;
        if (_kestrel)
        {
            StartServer();
        }

        return CreateClient();
    }

    /// <summary>Starts the service and waits until it is ready.</summary>
    internal async Task<HttpClient> ReadyAsync()
    {
        HttpClient client = Start();
        await Hosted<ModelWarmup>().ExecuteTask!;
        Assert.Equal(ServicePhase.Ready, State.Phase);
        return client;
    }

    internal T Hosted<T>() => Services.GetServices<IHostedService>().OfType<T>().Single();

    /// <summary>Takes out the errors logged so far, where a test expects some.</summary>
    internal string[] TakeErrors() => [.. _errors.GetSnapshot(clear: true).Select(static error => $"{error.Message} {error.Exception}")];

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("MuSiCa:Model:Path", _model ?? TestPaths.TinyModel);
        builder.UseSetting("MuSiCa:Inference:Provider", "cpu");
        builder.UseSetting(WebHostDefaults.ServerUrlsKey, "http://127.0.0.1:0");
        builder.UseSetting("MuSiCa:Grpc:Port", "0");
        builder.UseSetting("MuSiCa:Finding:Path", TestPaths.TinyFinder);
        builder.UseSetting("MuSiCa:Serving:DrainDelay", "00:00:00");

        // A test that samples faces says so.
        builder.UseSetting("MuSiCa:Serving:Shadow:Share", "0");

        // How much work may wait follows the speed of the machine; only tests about that say otherwise.
        builder.UseSetting("MuSiCa:Serving:MaxWait", "1h");
        foreach ((string name, string value) in _settings)
        {
            builder.UseSetting(name, value);
        }

        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(new FakeLoggerProvider(_errors)));
        builder.ConfigureTestServices(services =>
        {
            if (_model is null)
            {
                services.Replace(ServiceDescriptor.Singleton<IModelFolder>(new FakeModelFolder(Stages)));
            }

            _services(services);
        });
    }

    protected override IHost CreateHost(IHostBuilder builder)
    {
        IHost host = base.CreateHost(builder);
        _leftovers = new Leftovers(host.Services);
        return host;
    }

    protected override void Dispose(bool disposing)
    {
        // Once only: disposal of the base class comes back here.
        string? held = disposing ? Interlocked.Exchange(ref _leftovers, null)?.Describe() : null;

        // The host is stopped on this thread while it blocks: what goes on in the context of the tests could wait for it forever.
        SynchronizationContext? tests = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            base.Dispose(disposing);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(tests);
        }

        if (disposing)
        {
            string[] errors = TakeErrors();
            Assert.True(errors.Length == 0, string.Join(Environment.NewLine, errors));
            Assert.Null(held);
        }
    }
}
