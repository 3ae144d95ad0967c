using MuSiCa.Service.Telemetry;

namespace MuSiCa.Service.Tests;

public sealed class PrometheusNameTests
{
    [Theory]
    [InlineData("musica.request.duration", "s", "Histogram", "musica_request_duration_seconds")]
    [InlineData("musica.faces", "{face}", "Counter", "musica_faces_total")]
    [InlineData("musica.stage.exits", "{face}", "Counter", "musica_stage_exits_total")]
    [InlineData("musica.stage.degraded_exits", "{face}", "Counter", "musica_stage_degraded_exits_total")]
    [InlineData("musica.stage.predicted_error", "", "Histogram", "musica_stage_predicted_error")]
    [InlineData("musica.batch.size", "{face}", "Histogram", "musica_batch_size")]
    [InlineData("musica.batch.padding", "{face}", "Histogram", "musica_batch_padding")]
    [InlineData("musica.batch.duration", "s", "Histogram", "musica_batch_duration_seconds")]
    [InlineData("musica.queue.depth", "{face}", "Gauge", "musica_queue_depth")]
    [InlineData("musica.queue.limit", "{face}", "Gauge", "musica_queue_limit")]
    [InlineData("musica.queue.faces", "{face}", "Gauge", "musica_queue_faces")]
    [InlineData("musica.memory.used", "By", "Gauge", "musica_memory_used_bytes")]
    [InlineData("musica.memory.limit", "By", "Gauge", "musica_memory_limit_bytes")]
    [InlineData("musica.rejections", "{request}", "Counter", "musica_rejections_total")]
    [InlineData("musica.cancellations", "{face}", "Counter", "musica_cancellations_total")]
    [InlineData("musica.decode.duration", "s", "Histogram", "musica_decode_duration_seconds")]
    [InlineData("musica.preparation.depth", "{image}", "Gauge", "musica_preparation_depth")]
    [InlineData("musica.lane.info", "", "Gauge", "musica_lane_info")]
    [InlineData("musica.lane.stalled", "", "Gauge", "musica_lane_stalled")]
    [InlineData("musica.degraded", "", "Gauge", "musica_degraded")]
    public void Of_MetricsOfTheService_AreTheContract(string name, string unit, string kind, string expected) =>
        Assert.Equal(expected, PrometheusName.Of(name, unit, Enum.Parse<PrometheusKind>(kind)));

    [Theory]
    [InlineData("http.server.request.duration", "s", "Histogram", "http_server_request_duration_seconds")]
    [InlineData("dotnet.gc.heap.total_allocated", "By", "Counter", "dotnet_gc_heap_total_allocated_bytes_total")]
    [InlineData("dotnet.process.cpu.count", "{cpu}", "Gauge", "dotnet_process_cpu_current")]
    [InlineData("a.total", "{x}", "Counter", "a_total")]
    [InlineData("a.bytes.total", "By", "Counter", "a_bytes_total")]
    [InlineData("a.bytes", "By", "Gauge", "a_bytes")]
    [InlineData("a.seconds.left", "s", "Gauge", "a_seconds_left")]
    [InlineData("milliseconds.a", "s", "Gauge", "milliseconds_a_seconds")]
    [InlineData("a", "1", "Gauge", "a_ratio")]
    [InlineData("a", "1", "Counter", "a_total")]
    [InlineData("a", "1", "Histogram", "a")]
    [InlineData("a", "%", "Gauge", "a_percent")]
    [InlineData("a", "ms", "Gauge", "a_milliseconds")]
    [InlineData("a", "By/s", "Gauge", "a_bytes_per_second")]
    [InlineData("a", "{face}/s", "Gauge", "a_per_second")]
    [InlineData("a", "{face}{x}By", "Gauge", "a_bytes")]
    [InlineData("a", "{face", "Gauge", "a_face")]
    [InlineData("a", "own unit", "Gauge", "a_own_unit")]
    [InlineData("a..b--c", "", "Gauge", "a_b_c")]
    [InlineData("a:b", "", "Gauge", "a:b")]
    [InlineData("5xx", "", "Counter", "_5xx_total")]
    [InlineData("größe", "", "Gauge", "gr_e")]
    public void Of_AnyMetric_FollowsTheSpecification(string name, string unit, string kind, string expected) =>
        Assert.Equal(expected, PrometheusName.Of(name, unit, Enum.Parse<PrometheusKind>(kind)));

    [Theory]
    [InlineData("stage", "stage")]
    [InlineData("http.route", "http_route")]
    [InlineData("a:b", "a_b")]
    [InlineData("0a", "_0a")]
    public void Label_Key_HasOnlyWhatLabelsMayHave(string key, string expected) => Assert.Equal(expected, PrometheusName.Label(key));
}
