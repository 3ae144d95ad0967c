using MuSiCa.Cascade;

namespace MuSiCa.Serving.Tests;

public sealed class BatchMetricsTests
{
    [Fact]
    public async Task BatchMetrics_OfEachRun_TellSizePaddingAndPhases()
    {
        using var gate = new StageGate();
        using var meters = new MeterCollector();
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
        fixture.Scheduler.Dispose();

        Assert.Equal([1, 3], Values("musica.batch.size", "stage=1"));
        Assert.Equal([1], Values("musica.batch.size", "stage=3"));
        Assert.Equal([0, 1], Values("musica.batch.padding", "stage=1"));
        Assert.Equal([0.01, 0.01], Values("musica.batch.duration", "stage=1,phase=execute"));
        Assert.Equal([0.03], Values("musica.batch.duration", "stage=3,phase=execute"));
        Assert.Equal([0, 0], Values("musica.batch.duration", "stage=1,phase=gather"));
        Assert.Equal([0, 0], Values("musica.batch.duration", "stage=1,phase=turn"));
        Assert.Equal([0, 0], Values("musica.batch.duration", "stage=1,phase=apply"));

        IEnumerable<double> Values(string instrument, string tags) =>
            meters.Of(instrument).Where(reading => reading.Tags == tags).Select(reading => Math.Round(reading.Value, 6)).Order();
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
        using var meters = new MeterCollector();
        using var fixture = new SchedulerFixture(
            new SchedulerOptions
            {
                QueueLimit = 1,
                Degraded = new DegradedOptions { Enabled = true, EnterAt = 0.5, LeaveAt = 0.4, Factor = 2, MaxError = 0.1f },
            },
            meters: meters);
        fixture.Stages.Error = static _ => 0.07f;

        Assert.True((await fixture.AlignAsync(1)).Degraded);

        Assert.Equal(1, meters.Counts("musica.stage.degraded_exits")["stage=1"]);
        Assert.Equal(1, meters.Counts("musica.stage.exits")["stage=1,reason=confident"]);
    }
}
