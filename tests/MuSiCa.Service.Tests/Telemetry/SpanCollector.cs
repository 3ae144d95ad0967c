using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace MuSiCa.Service.Tests;

/// <summary>Keeps the spans that a service would send. Those of other services of this process come as well: tests tell theirs by the trace.</summary>
internal sealed class SpanCollector : BaseExporter<Activity>
{
    private readonly ConcurrentQueue<Activity> _spans = [];
    private readonly ConcurrentDictionary<ActivityTraceId, TaskCompletionSource<Activity>> _requests = [];

    /// <summary>A service that traces into this collector, and sends nothing to anybody.</summary>
    public TestService CreateService() => new ConfiguredTestService(("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://127.0.0.1:1"))
        .With(services => services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddProcessor(new SimpleActivityExportProcessor(this))));

    /// <summary>All spans of a trace, once that of its request has ended.</summary>
    public async Task<(Activity Request, Activity[] Children)> RequestAsync(ActivityTraceId trace)
    {
        Activity request = await Ended(trace).Task.WaitAsync(TimeSpan.FromMinutes(1));
        return (request, [.. _spans.Where(span => span.TraceId == trace && span != request)]);
    }

    /// <summary>Whether anything of a trace has come.</summary>
    public bool Has(ActivityTraceId trace) => _spans.Any(span => span.TraceId == trace);

    public override ExportResult Export(in Batch<Activity> batch)
    {
        foreach (Activity span in batch)
        {
            _spans.Enqueue(span);
            if (span.Kind == ActivityKind.Server)
            {
                Ended(span.TraceId).TrySetResult(span);
            }
        }

        return ExportResult.Success;
    }

    private TaskCompletionSource<Activity> Ended(ActivityTraceId trace) =>
        _requests.GetOrAdd(trace, static _ => new TaskCompletionSource<Activity>(TaskCreationOptions.RunContinuationsAsynchronously));
}
