using System.Diagnostics;

namespace MuSiCa.Serving;

/// <summary>
/// The spans of a batch, see docs/metrics.md: one for the batch, which links the spans of its members, and below the span of each member one
/// for its stage, which links the batch. Made only where somebody listens and a member is traced.
/// </summary>
internal sealed class BatchTrace : IDisposable
{
    /// <summary>Name of the source; the same as that of the host's spans, so that who listens to those has all.</summary>
    public const string SourceName = BatchScheduler.MeterName;

    /// <summary>A batch in a stage.</summary>
    public const string BatchSpan = "batch";

    /// <summary>A member in a stage.</summary>
    public const string StageSpan = "stage";

    private static readonly ActivitySource Source = new(SourceName);

    private readonly Activity? _batch;
    private readonly List<Activity> _stages = [];
    private bool _isComplete;

    private BatchTrace(Batch batch, ActivityContext first)
    {
        int number = batch.Model.NumberOf(batch.Stage);
        var links = new List<ActivityLink>();
        foreach (WorkItem item in batch.Items)
        {
            if (IsTraced(item))
            {
                links.Add(new ActivityLink(item.Trace));
            }
        }

        // In the trace of the first, so that it is there whenever a member is: a trace of its own would be sampled for itself.
        _batch = Source.StartActivity(BatchSpan, ActivityKind.Internal, first, links: links);
        _batch?.SetTag("musica.stage", number).SetTag("musica.batch.size", batch.Items.Length);
        foreach (WorkItem item in batch.Items)
        {
            item.StageSpan = IsTraced(item) ? StartStage(item.Trace, number, batch.Items.Length) : null;
        }

        // Of this thread, which goes on with other work before these end.
        Activity.Current = null;
    }

    /// <summary>The span that work which is handed over now belongs to; none where nobody listens.</summary>
    public static ActivityContext Current => Source.HasListeners() && Activity.Current is { } span ? span.Context : default;

    /// <summary>Begins the spans of a batch that is about to run.</summary>
    /// <returns>Ends them on disposal; null where there are none.</returns>
    public static BatchTrace? Begin(Batch batch)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        foreach (WorkItem item in batch.Items)
        {
            if (IsTraced(item))
            {
                return new BatchTrace(batch, item.Trace);
            }
        }

        return null;
    }

    /// <summary>The batch ran, and its members know how it went.</summary>
    public void Complete() => _isComplete = true;

    /// <summary>Ends the spans, as failed ones where the batch did not get to its end.</summary>
    public void Dispose()
    {
        _stages.ForEach(End);
        if (_batch is not null)
        {
            End(_batch);
        }
    }

    private static bool IsTraced(WorkItem item) => (item.Trace.TraceFlags & ActivityTraceFlags.Recorded) != 0;

    private Activity? StartStage(ActivityContext parent, int number, int size)
    {
        ActivityLink[] links = _batch is null ? [] : [new ActivityLink(_batch.Context)];
        if (Source.StartActivity(StageSpan, ActivityKind.Internal, parent, links: links) is not { } span)
        {
            return null;
        }

        _stages.Add(span);
        return span.SetTag("musica.stage", number).SetTag("musica.batch.size", size);
    }

    private void End(Activity span)
    {
        if (!_isComplete)
        {
            span.SetStatus(ActivityStatusCode.Error);
        }

        span.Stop();
        Activity.Current = null;
    }
}
