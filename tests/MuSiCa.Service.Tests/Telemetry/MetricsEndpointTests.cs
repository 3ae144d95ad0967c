using System.Diagnostics.Metrics;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using MuSiCa.Service.Hosting;
using MuSiCa.Service.Telemetry;

namespace MuSiCa.Service.Tests;

public sealed class MetricsEndpointTests
{
    [Fact]
    public async Task Get_Metrics_IsTheTextFormat()
    {
        using var service = new TestService();
        HttpClient client = await service.ReadyAsync();

        HttpResponseMessage response = await client.GetAsync(MetricsEndpoint.Path);

        string text = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(text.Length, response.Content.Headers.ContentLength);
        Assert.Contains("service_name=\"musica-service\"", text, StringComparison.Ordinal);
        Assert.Contains("\ndotnet_gc_collections_total{", text, StringComparison.Ordinal);
        Assert.Contains("\nhttp_server_active_requests{http_request_method=\"GET\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_WhileStartingAndWhileDraining_IsAnswered()
    {
        var warm = new Signal();
        using TestService service = new TestService().With(new StubAligner { OnWarmUp = async _ => await warm.Given });
        HttpClient client = service.Start();

        Assert.Equal(ServicePhase.Starting, service.State.Phase);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(MetricsEndpoint.Path)).StatusCode);
        warm.Give();
        await service.ReadyAsync();
        await service.Hosted<DrainService>().StoppingAsync(CancellationToken.None);
        Assert.Equal(ServicePhase.Draining, service.State.Phase);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(MetricsEndpoint.Path)).StatusCode);
    }

    [Fact]
    public async Task Post_Metrics_IsNotAllowed()
    {
        using var service = new TestService();
        HttpClient client = await service.ReadyAsync();

        await Http.ProblemAsync(await client.PostAsync(MetricsEndpoint.Path, null), "method-not-allowed");
    }

    [Fact]
    public async Task Head_Metrics_IsTheHeadOfTheAnswer()
    {
        using var service = new TestService();
        HttpClient client = await service.ReadyAsync();

        using HttpResponseMessage response = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, MetricsEndpoint.Path));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.NotEqual(0, response.Content.Headers.ContentLength);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Get_AnotherClientReadsNothing_IsAnswered()
    {
        using var service = new TestService();
        HttpClient client = await service.ReadyAsync();
        FillMetrics(service);
        using HttpResponseMessage unread = await client.GetAsync(MetricsEndpoint.Path, HttpCompletionOption.ResponseHeadersRead);

        string text = await client.GetStringAsync(MetricsEndpoint.Path).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(text.Length, unread.Content.Headers.ContentLength!.Value, tolerance: 1000);
    }

    [Fact]
    public async Task Get_OpenMetricsCompressed_IsWhatPrometheusAsksFor()
    {
        using var service = new TestService();
        HttpClient client = await service.ReadyAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, MetricsEndpoint.Path)
        {
            Headers = { { "Accept", "application/openmetrics-text;version=1.0.0" }, { "Accept-Encoding", "gzip" } },
        };

        using HttpResponseMessage response = await client.SendAsync(request);

        Assert.Equal("application/openmetrics-text", response.Content.Headers.ContentType?.MediaType);
        using var plain = new StreamReader(new GZipStream(await response.Content.ReadAsStreamAsync(), CompressionMode.Decompress));
        Assert.EndsWith("\n# EOF\n", await plain.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_ListeningOnASocketFile_DoesNotTellItsPath()
    {
        string socket = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using TestService service = new ConfiguredTestService(("Kestrel:Endpoints:Local:Url", $"http://unix:{socket}")).OnKestrel();
        service.StartServer();
        using var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellation);
                return new NetworkStream(connection, ownsSocket: true);
            },
        });

        string text = await client.GetStringAsync($"http://local{MetricsEndpoint.Path}");

        Assert.Contains("\nkestrel_active_connections{network_transport=\"unix\"} 1\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain(socket, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_ManyAtOnce_AreAllWhole()
    {
        using var service = new TestService();
        HttpClient client = await service.ReadyAsync();
        service.Services.GetRequiredService<ServiceMetrics>().Decoded(0.001);

        string[] texts = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => client.GetStringAsync(MetricsEndpoint.Path))));

        Assert.All(texts, text =>
        {
            Assert.StartsWith("# TYPE target_info ", text, StringComparison.Ordinal);
            Assert.EndsWith("\n", text, StringComparison.Ordinal);
            Assert.Equal(1, text.Split("# TYPE musica_decode_duration_seconds histogram\n").Length - 1);
        });
    }

    [Fact]
    public async Task Get_AnotherServiceInTheSameProcess_IsNotCounted()
    {
        using var service = new TestService();
        using var other = new TestService();
        HttpClient client = await service.ReadyAsync();
        await other.ReadyAsync();
        service.Services.GetRequiredService<ServiceMetrics>().Decoded(1);
        other.Services.GetRequiredService<ServiceMetrics>().Decoded(1);

        Assert.Contains(
            "\nmusica_decode_duration_seconds_count{} 1\n", await client.GetStringAsync(MetricsEndpoint.Path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "musica.batch.duration", "s", "musica_batch_duration_seconds",
        "5E-05 0.0001 0.00025 0.0005 0.001 0.0025 0.005 0.01 0.025 0.05 0.1 0.25 0.5 1 2.5 5 10 +Inf")]
    [InlineData("musica.batch.size", "{face}", "musica_batch_size", "1 2 4 8 16 32 64 128 256 +Inf")]
    [InlineData("musica.batch.padding", "{face}", "musica_batch_padding", "0 1 2 4 8 16 32 64 128 256 +Inf")]
    [InlineData(
        "musica.stage.predicted_error", null, "musica_stage_predicted_error",
        "0.01 0.015 0.02 0.025 0.03 0.035 0.04 0.05 0.06 0.08 0.1 0.15 0.2 +Inf")]
    public async Task Get_Histogram_HasItsBuckets(string instrument, string? unit, string family, string expected)
    {
        using var service = new TestService();
        HttpClient client = await service.ReadyAsync();
        Meter meter = service.Services.GetRequiredService<IMeterFactory>().Create(ServiceMetrics.MeterName);
        meter.CreateHistogram<double>(instrument, unit, "x").Record(1, new KeyValuePair<string, object?>("of", "this test"));

        string[] lines = (await client.GetStringAsync(MetricsEndpoint.Path)).Split('\n');

        string start = $"{family}_bucket{{of=\"this test\",le=\"";
        Assert.Equal(
            expected,
            string.Join(' ', lines.Where(line => line.StartsWith(start, StringComparison.Ordinal))
                .Select(line => line[start.Length..line.LastIndexOf('"')])));
    }

    [Fact]
    public async Task Get_RejectionsOfTheServiceAndTheScheduler_AreOneFamily()
    {
        using var service = new TestService();
        HttpClient client = await service.ReadyAsync();
        Meter meter = service.Services.GetRequiredService<IMeterFactory>().Create(ServiceMetrics.MeterName);
        meter.CreateCounter<long>("musica.rejections", "{request}", "Requests that were refused.")
            .Add(1, new KeyValuePair<string, object?>("reason", "faces"));
        service.Services.GetRequiredService<ServiceMetrics>().Refused("not_ready");

        string text = await client.GetStringAsync(MetricsEndpoint.Path);

        Assert.Equal(2, text.Split("# TYPE musica_rejections_total counter\n").Length);
        Assert.Contains("\nmusica_rejections_total{reason=\"faces\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("\nmusica_rejections_total{reason=\"not_ready\"} 1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_SdkDisabledByTheEnvironment_IsEmpty()
    {
        using var service = new ConfiguredTestService(("OTEL_SDK_DISABLED", "true"));
        HttpClient client = await service.ReadyAsync();

        Assert.Empty(await client.GetStringAsync(MetricsEndpoint.Path));
    }

    [Fact]
    public async Task Get_NamedByTheEnvironment_CarriesThatName()
    {
        using var service = new ConfiguredTestService(
            ("OTEL_SERVICE_NAME", "faces-berlin"), ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test"));
        HttpClient client = await service.ReadyAsync();

        string text = await client.GetStringAsync(MetricsEndpoint.Path);

        Assert.Contains("service_name=\"faces-berlin\"", text, StringComparison.Ordinal);
        Assert.Contains("deployment_environment_name=\"test\"", text, StringComparison.Ordinal);
    }

    // More than the server takes in before a client has read something.
    private static void FillMetrics(TestService service)
    {
        Meter meter = service.Services.GetRequiredService<IMeterFactory>().Create(ServiceMetrics.MeterName);
        Counter<int> counter = meter.CreateCounter<int>("filling");
        string text = new('x', 256);
        for (int i = 0; i < 1000; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("i", text + i));
        }
    }
}
