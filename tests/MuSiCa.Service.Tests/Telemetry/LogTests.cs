using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using MuSiCa.Service.Telemetry;

namespace MuSiCa.Service.Tests;

public sealed partial class LogTests
{
    private readonly FakeLogCollector _log = FakeLogCollector.Create(new FakeLogCollectorOptions());

    [Fact]
    public async Task Requests_SwitchedOn_HaveALineEach()
    {
        using TestService service = Service("true");
        HttpClient client = await service.ReadyAsync();

        await client.PostAsync($"{TestService.Address}&maxError=0.04", Http.Body(TestImages.Png));
        await client.PostAsync("/v1/landmarks?box=1", Http.Body(TestImages.Png));
        await client.GetAsync("/nowhere");

        Assert.Equal(["POST /v1/landmarks 200 ", "POST /v1/landmarks 422 ", "GET /nowhere 404 "], Lines().Select(static line => Begin().Match(line).Value));
    }

    [Fact]
    public async Task Requests_OfGrpc_SayTheStatusOfTheCall()
    {
        using TestService service = Service("true");
        await service.ReadyAsync();
        using var client = new LandmarkerClient(service);

        await client.LocateAsync(LandmarkerClient.Request());
        await client.FailAsync(new Protos.V1.LocateRequest());

        Assert.Equal(
            [$"POST /musica.v1.FaceLandmarker/Locate grpc-{(int)StatusCode.OK} ", $"POST /musica.v1.FaceLandmarker/Locate grpc-{(int)StatusCode.InvalidArgument} "],
            Lines().Select(static line => Begin().Match(line).Value));
    }

    [Fact]
    public async Task Requests_Probes_HaveNone()
    {
        using TestService service = Service("true");
        HttpClient client = await service.ReadyAsync();

        await client.GetAsync("/health/live");
        await client.GetAsync("/metrics");

        Assert.Empty(Lines());
    }

    [Fact]
    public async Task Requests_ByDefault_HaveNone()
    {
        using TestService service = Service("false");
        HttpClient client = await service.ReadyAsync();

        await client.PostAsync(TestService.Address, Http.Body(TestImages.Png));

        Assert.Empty(Lines());
    }

    [Fact]
    public async Task Format_Json_IsAnObjectALineWithTheTraceOfTheCaller()
    {
        var trace = ActivityTraceId.CreateRandom();
        using var service = new ServiceProcess(
            [],
            [
                ("MuSiCa__Model__Path", TestPaths.TinyModel), ("MuSiCa__Inference__Provider", "cpu"), ("MuSiCa__Finding__Enabled", "false"),
                ("MuSiCa__Logging__Format", "json"), ("MuSiCa__Logging__Requests", "true"),
            ]);
        string address = (await service.FindAsync(Listening())).Groups["address"].Value;
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{address}/v1/models");
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");

        await client.SendAsync(request);
        await service.FindAsync(Access());
        service.Terminate();
        await service.ExitAsync();

        JsonNode[] lines = [.. service.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonNode.Parse(line)!)];
        JsonNode access = lines.Single(static line => (string?)line["Category"] == typeof(AccessLog).FullName);
        Assert.Equal("/v1/models", (string?)access["State"]!["Path"]);
        Assert.Contains(access["Scopes"]!.AsArray(), scope => (string?)scope!["TraceId"] == trace.ToString());
    }

    private TestService Service(string requests) => new TestService()
        .With("Logging:Requests", requests)
        .With(services => services.AddSingleton<ILoggerProvider>(new FakeLoggerProvider(_log)));

    private IEnumerable<string> Lines() => _log.GetSnapshot()
        .Where(static record => record.Category == typeof(AccessLog).FullName)
        .Select(static record => record.Message);

    [GeneratedRegex(@"^\w+ /[\w./]* [\w-]+ (?=in [0-9.]+ ms \(HTTP/[0-9.]+, .*, key -\)$)")]
    private static partial Regex Begin();

    [GeneratedRegex(@"REST on (?<address>http://127\.0\.0\.1:\d+)")]
    private static partial Regex Listening();

    [GeneratedRegex("GET /v1/models 200 ")]
    private static partial Regex Access();
}
