using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MuSiCa.Service.Telemetry;
using OpenTelemetry.Metrics;

namespace MuSiCa.Service.Tests;

public sealed class OtlpTests
{
    [Fact]
    public async Task Stop_WithAnEndpointInTheEnvironment_SendsWhatWasMeasured()
    {
        await using OtlpCollector collector = await OtlpCollector.StartAsync();
        var service = new ConfiguredTestService(
            ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", $"{collector.Address}/v1/metrics"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));
        await service.ReadyAsync();
        service.Services.GetRequiredService<ServiceMetrics>().Decoded(0.001);

        service.Dispose();
        await collector.Asked.WaitAsync(TimeSpan.FromMinutes(1));

        (string method, string path, string? contentType, byte[] body) = Assert.Single(collector.Requests);
        Assert.Equal(("POST", "/v1/metrics", "application/x-protobuf"), (method, path, contentType));
        string text = Encoding.Latin1.GetString(body);
        Assert.Contains("musica.decode.duration", text, StringComparison.Ordinal);
        Assert.Contains("musica-service", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OTEL_METRICS_EXPORTER", "none")]
    [InlineData("OTEL_SDK_DISABLED", "true")]
    public async Task Stop_SwitchedOffByTheEnvironment_SendsNoMetrics(string name, string value)
    {
        await using OtlpCollector collector = await OtlpCollector.StartAsync();
        using var service = new ConfiguredTestService(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), (name, value));
        await service.ReadyAsync();

        service.Services.GetRequiredService<MeterProvider>().Shutdown();

        Assert.DoesNotContain(collector.Requests, static request => request.Path == "/v1/metrics");
    }

    [Fact]
    public async Task Request_WithAnEndpointInTheEnvironment_SendsItsSpans()
    {
        await using OtlpCollector collector = await OtlpCollector.StartAsync();
        var service = new ConfiguredTestService(
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", $"{collector.Address}/v1/traces"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));
        HttpClient client = await service.ReadyAsync();
        await Http.AnswerAsync(await client.PostAsync(TestService.Address, Http.Body(TestImages.Png)));

        service.Dispose();
        await collector.Asked.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.All(collector.Requests, static request => Assert.Equal("/v1/traces", request.Path));
        string text = string.Concat(collector.Requests.Select(static request => Encoding.Latin1.GetString(request.Body)));
        Assert.All(["musica-service", "admit", "decode", "stages"], name => Assert.Contains(name, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(false, "OTEL_EXPORTER_OTLP_ENDPOINT=")]
    [InlineData(false, "OTEL_METRICS_EXPORTER=otlp")]
    [InlineData(false, "OTEL_EXPORTER_OTLP_OTHER_ENDPOINT=http://x")]
    [InlineData(true, "OTEL_EXPORTER_OTLP_ENDPOINT=http://x")]
    [InlineData(true, "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://x")]
    [InlineData(true, "OTEL_EXPORTER_OTLP_ENDPOINT=http://x", "OTEL_METRICS_EXPORTER=prometheus, otlp")]
    [InlineData(false, "OTEL_EXPORTER_OTLP_ENDPOINT=http://x", "OTEL_METRICS_EXPORTER=none")]
    [InlineData(false, "OTEL_EXPORTER_OTLP_ENDPOINT=http://x", "OTEL_METRICS_EXPORTER=prometheus")]
    public void IsOn_Environment_DecidesForEachSignal(bool expected, params string[] settings)
    {
        Assert.Equal(expected, IsOn("METRICS", settings));
        Assert.Equal(expected, IsOn("TRACES", [.. settings.Select(static setting => setting.Replace("METRICS", "TRACES", StringComparison.Ordinal))]));
    }

    [Fact]
    public void IsOn_EndpointOfAnotherSignal_IsNotEnough()
    {
        Assert.False(IsOn("METRICS", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://x"));
        Assert.False(IsOn("TRACES", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://x"));
    }

    private static bool IsOn(string signal, params string[] settings)
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => setting.Split('=', 2)).ToDictionary(pair => pair[0], pair => (string?)pair[1]))
            .Build();

        return new OtlpSignal(signal, configuration).IsOn;
    }
}
