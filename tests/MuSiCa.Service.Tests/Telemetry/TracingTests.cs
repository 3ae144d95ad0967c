using System.Diagnostics;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Telemetry;
using OpenTelemetry.Trace;

namespace MuSiCa.Service.Tests;

public sealed class TracingTests : IDisposable
{
    private readonly SpanCollector _spans = new();
    private readonly ActivityTraceId _trace = ActivityTraceId.CreateRandom();
    private readonly ActivitySpanId _caller = ActivitySpanId.CreateRandom();

    [Fact]
    public async Task Rest_CallerWithATrace_GetsASpanWithAChildForEachStep()
    {
        using TestService service = _spans.CreateService();
        HttpClient client = await service.ReadyAsync();

        await Http.AnswerAsync(await PostAsync(client, TestService.Address));

        (Activity request, Activity[] children) = await _spans.RequestAsync(_trace);
        Assert.Equal(_caller, request.ParentSpanId);
        Assert.Equal("POST /v1/landmarks", request.DisplayName);
        Assert.Equal(200, request.GetTagItem("http.response.status_code"));
        Assert.Equal("ok", request.GetTagItem("musica.outcome"));
        Assert.Equal(["admit", "batch", "decode", "receive", "stage", "stages"], Names(children));
        Activity[] ofBatches = [.. children.Where(static child => child.OperationName is "batch" or "stage")];
        Assert.All(children.Except(ofBatches), child => Assert.Equal(request.SpanId, child.ParentSpanId));
        Activity stages = children.Single(static child => child.OperationName == ServiceTracing.Stages);
        Assert.InRange((int)stages.GetTagItem("musica.stages")!, 1, 3);
        Assert.NotNull(stages.GetTagItem("musica.exit"));
        Assert.All(ofBatches, child => Assert.Equal(stages.SpanId, child.ParentSpanId));
        Assert.All(
            ofBatches.Where(static child => child.OperationName == "batch"),
            batch => Assert.Equal(stages.Context, Assert.Single(batch.Links).Context));
        Assert.All(
            ["musica.waited_ms", "musica.gathered_ms", "musica.executed_ms"],
            tag => Assert.True((double)stages.GetTagItem(tag)! >= 0));
    }

    [Fact]
    public async Task Rest_FacesToBeFound_AreASpanOfDetection()
    {
        using TestService service = _spans.CreateService();
        HttpClient client = await service.ReadyAsync();

        await Http.AnswerAsync(await PostAsync(client, "/v1/landmarks"));

        Activity detect = Assert.Single(
            (await _spans.RequestAsync(_trace)).Children, static child => child.OperationName == ServiceTracing.Detect);
        Assert.Equal(0, detect.GetTagItem("musica.faces"));
    }

    [Fact]
    public async Task Rest_RefusedRequest_SaysSoAndHasNoStages()
    {
        using TestService service = _spans.CreateService();
        HttpClient client = await service.ReadyAsync();

        await Http.ProblemAsync(await PostAsync(client, "/v1/landmarks?box=1,2,3"), "box-invalid");

        (Activity request, Activity[] children) = await _spans.RequestAsync(_trace);
        Assert.Equal(("invalid", 422), ((string?)request.GetTagItem("musica.outcome"), (int?)request.GetTagItem("http.response.status_code")));
        Assert.Empty(children);
    }

    [Fact]
    public async Task Grpc_CallerWithATrace_GetsASpanWithAChildForEachStep()
    {
        using TestService service = _spans.CreateService();
        await service.ReadyAsync();
        using var client = new LandmarkerClient(service);

        await client.LocateAsync(LandmarkerClient.Request(), new CallOptions(new Metadata { { "traceparent", Parent } }));

        (Activity request, Activity[] children) = await _spans.RequestAsync(_trace);
        Assert.Equal(_caller, request.ParentSpanId);
        Assert.Equal("POST /musica.v1.FaceLandmarker/Locate", request.DisplayName);
        Assert.Equal("0", request.GetTagItem("grpc.status_code"));
        Assert.Equal(["admit", "batch", "decode", "stage", "stages"], Names(children));
    }

    [Fact]
    public async Task Grpc_Stream_HasASpanForEachFrame()
    {
        using TestService service = _spans.CreateService();
        await service.ReadyAsync();
        using var client = new LandmarkerClient(service);
        using AsyncDuplexStreamingCall<Frame, FrameLandmarks> call =
            client.Track(new CallOptions(new Metadata { { "traceparent", Parent } }));

        await LandmarkerClient.TrackAsync(
            call, LandmarkerClient.Frame(1, LandmarkerClient.Box()), LandmarkerClient.Frame(2));

        Activity[] children = (await _spans.RequestAsync(_trace)).Children;
        Activity[] frames = [.. children.Where(static child => child.OperationName == ServiceTracing.StreamFrame)];
        Assert.Equal(2, frames.Length);
        Assert.All(
            children.Where(static child => child.OperationName == ServiceTracing.Stages),
            stages => Assert.Contains(stages.ParentSpanId, frames.Select(static frame => frame.SpanId)));
    }

    [Fact]
    public async Task Probe_Request_HasNoSpan()
    {
        using TestService service = _spans.CreateService();
        HttpClient client = await service.ReadyAsync();
        using var probe = new HttpRequestMessage(HttpMethod.Get, "/health/ready");
        probe.Headers.Add("traceparent", $"00-{ActivityTraceId.CreateRandom()}-{_caller}-01");
        ActivityTraceId probed = ActivityTraceId.CreateFromString(probe.Headers.GetValues("traceparent").Single().AsSpan(3, 32));

        await client.SendAsync(probe);
        await PostAsync(client, TestService.Address);
        await _spans.RequestAsync(_trace);

        Assert.False(_spans.Has(probed));
    }

    [Fact]
    public async Task Services_NothingInTheEnvironment_TraceNothing()
    {
        using var service = new TestService();
        await service.ReadyAsync();

        Assert.Null(service.Services.GetService<TracerProvider>());
    }

    public void Dispose() => _spans.Dispose();

    private string Parent => $"00-{_trace}-{_caller}-01";

    private static IEnumerable<string> Names(Activity[] spans) =>
        spans.Select(static span => span.OperationName).Distinct().Order(StringComparer.Ordinal);

    private async Task<HttpResponseMessage> PostAsync(HttpClient client, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = Http.Body(TestImages.Png) };
        request.Headers.Add("traceparent", Parent);
        return await client.SendAsync(request);
    }
}
