using System.Numerics;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

public sealed class BatchMetricsTests
{
    [Fact]
    public async Task BatchMetrics_OfEachRun_TellSizePaddingAndPhases()
    {
        using var gate = new StageGate();
        using var meters = new TestMeters();
        using MetricCollector<int> sizes = meters.Watch<int>("musica.batch.size");
        using MetricCollector<int> padding = meters.Watch<int>("musica.batch.padding");
        using MetricCollector<double> durations = meters.Watch<double>("musica.batch.duration");
        using var fixture = new SchedulerFixture(meters: meters);
        fixture.Stages.Padding = static faces => faces <= 1 ? 1 : 4;
        fixture.Stages.OnRun = call =>
        {
            gate.Pass();
            fixture.Time.Advance(TimeSpan.FromMilliseconds(10 * (call.Stage + 1)));
        };
        Task<FaceAlignment> first = fixture.AlignAsync(1);
        await gate.EnteredAsync();
        Task<FaceAlignment>[] others = [.. Enumerable.Range(2, 3).Select(face => fixture.AlignAsync(face, new ExitLimits(MaxStages: 1)))];
        gate.Open();
        await Task.WhenAll([first, .. others]);
        // A batch is measured after its faces have left.
        fixture.Engine.Dispose();

        Assert.Equal([1, 3], Values(sizes, "stage=1"));
        Assert.Equal([1], Values(sizes, "stage=3"));
        Assert.Equal([0, 1], Values(padding, "stage=1"));
        Assert.Equal([0.01, 0.01], Values(durations, "stage=1,phase=execute"));
        Assert.Equal([0.03], Values(durations, "stage=3,phase=execute"));
        Assert.Equal([0, 0], Values(durations, "stage=1,phase=gather"));
        Assert.Equal([0, 0], Values(durations, "stage=1,phase=turn"));
        Assert.Equal([0, 0], Values(durations, "stage=1,phase=apply"));

        static IEnumerable<double> Values<T>(MetricCollector<T> collector, string tags)
            where T : struct, INumber<T> => collector
                .GetMeasurementSnapshot()
                .Where(measured => measured.TagText() == tags)
                .Select(measured => Math.Round(double.CreateChecked(measured.Value), 6))
                .Order();
    }

    [Fact]
    public async Task Timing_OfAFace_TellsWaitingAndRunning()
    {
        using var gate = new StageGate();
        using var fixture = new SchedulerFixture();
        fixture.Stages.OnRun = _ =>
        {
            gate.Pass();
            fixture.Time.Advance(TimeSpan.FromMilliseconds(10));
        };
        Task<FaceAlignment> blocker = fixture.AlignAsync(1, new ExitLimits(MaxStages: 1));
        await gate.EnteredAsync();
        using IFaceAdmission admission = fixture.Scheduler.Admit(new FaceOrder(1));
        using PreparedFace face = fixture.Faces.Prepare(2);
        ValueTask<FaceOutcome> waiting = admission.AlignAsync(face, CancellationToken.None);

        gate.Open();
        FaceTiming timing = (await waiting).Timing;

        await blocker;
        Assert.Equal(new FaceTiming(TimeSpan.FromMilliseconds(10), TimeSpan.Zero, TimeSpan.FromMilliseconds(30)), timing);
    }

    [Fact]
    public async Task DegradedExits_AreCountedByStageAndAmongTheExits()
    {
        using var meters = new TestMeters();
        using MetricCollector<long> degraded = meters.Watch<long>("musica.stage.degraded_exits");
        using MetricCollector<long> exits = meters.Watch<long>("musica.stage.exits");
        using var fixture = new SchedulerFixture(
            new FixtureOptions
            {
                QueueLimit = 1,
                Degraded = new DegradedOptions { Enabled = true, EnterAt = 0.5, LeaveAt = 0.4, Factor = 2, MaxError = 0.1f },
            },
            meters: meters);
        fixture.Stages.Error = static _ => 0.07f;

        Assert.True((await fixture.AlignAsync(1)).Degraded);

        Assert.Equal(1, degraded.Counts()["stage=1"]);
        Assert.Equal(1, exits.Counts()["stage=1,reason=confident"]);
    }
}
