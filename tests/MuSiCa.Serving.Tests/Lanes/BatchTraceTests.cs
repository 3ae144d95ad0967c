using System.Collections.Concurrent;
using System.Diagnostics;
using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

public sealed class BatchTraceTests : IDisposable
{
    private const string Caller = nameof(BatchTraceTests);

    private readonly ConcurrentQueue<Activity> _spans = [];
    private readonly ActivitySource _source = new(Caller);
    private readonly ActivityListener _listener;

    public BatchTraceTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is Caller or BatchTrace.SourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    [Fact]
    public async Task Batch_OfSeveralCallers_LinksTheSpanOfEachAndEachHasItsStage()
    {
        using var gate = new StageGate();
        using var fixture = new SchedulerFixture();
        fixture.Stages.ExitStage = static face => face;
        fixture.Stages.OnRun = _ => gate.Pass();
        Task<FaceAlignment> blocker = fixture.AlignAsync(9);
        await gate.EnteredAsync();
        (ActivityContext one, Task<FaceAlignment> first) = Call(fixture, 1);
        (ActivityContext other, Task<FaceAlignment> second) = Call(fixture, 2);

        gate.Open();
        await Task.WhenAll(blocker, first, second);

        // The first two wait for the blocker's first stage and run together; then that of two goes on with whoever is there.
        ActivityContext[] callers = [one, other];
        Activity[] batches = [.. Of(BatchTrace.BatchSpan).Where(span => span.Links.Any(link => callers.Contains(link.Context)))];
        Activity together = batches.Single(static span => span.GetTagItem("musica.stage") is 1);
        Assert.Equal(callers.ToHashSet(), together.Links.Select(static link => link.Context).ToHashSet());
        Assert.Equal(2, together.GetTagItem("musica.batch.size"));
        Activity[] stages = [.. Of(BatchTrace.StageSpan).Where(span => callers.Any(caller => caller.SpanId == span.ParentSpanId))];
        Assert.Equal([1, 1, 2], stages.Select(static span => (int)span.GetTagItem("musica.stage")!).Order());
        Assert.All(
            stages.Where(static span => span.GetTagItem("musica.stage") is 1),
            span => Assert.Equal(together.Context, Assert.Single(span.Links).Context));
        Assert.Equal("confident", Assert.Single(stages, span => span.ParentSpanId == one.SpanId).GetTagItem("musica.exit"));
        Assert.All(stages, static span => Assert.Equal(ActivityStatusCode.Unset, span.Status));
    }

    [Fact]
    public async Task Batch_StageFails_EndsItsSpansAsFailed()
    {
        using var fixture = new SchedulerFixture();
        fixture.Stages.OnRun = static _ => throw new InvalidDataException("fault");

        (ActivityContext caller, Task<FaceAlignment> face) = Call(fixture, 1);
        await Assert.ThrowsAsync<StageFailedException>(() => face);

        Activity stage = Assert.Single(Of(BatchTrace.StageSpan), span => span.ParentSpanId == caller.SpanId);
        Assert.Equal(ActivityStatusCode.Error, stage.Status);
    }

    [Fact]
    public async Task Batch_OfCallersWithoutATrace_HasNoSpan()
    {
        using var fixture = new SchedulerFixture();
        int before = _spans.Count(static span => span.Links.Any());

        await fixture.AlignAsync(700);

        Assert.DoesNotContain(_spans.Skip(before), static span => span.ParentSpanId == default && span.Source.Name == BatchTrace.SourceName);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _source.Dispose();
    }

    private (ActivityContext Caller, Task<FaceAlignment> Face) Call(SchedulerFixture fixture, int face)
    {
        using Activity span = _source.StartActivity("caller")!;
        return (span.Context, fixture.AlignAsync(face));
    }

    private IEnumerable<Activity> Of(string name) => _spans.Where(span => span.OperationName == name);
}
