using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

public sealed class DegradedFacesTests
{
    // Above the threshold of 0.05 and below what it is raised to.
    private const float Between = 0.07f;

    [Fact]
    public async Task AlignAsync_QueueIsLong_FacesLeaveEarlierAndSaySo()
    {
        using var gate = new StageGate();
        using SchedulerFixture fixture = Create(gate, enabled: true);
        Task<FaceAlignment> blocker = fixture.AlignAsync(1);
        await gate.EnteredAsync();
        Task<FaceAlignment> plain = fixture.AlignAsync(2);
        Task<FaceAlignment> named = fixture.AlignAsync(3, new ExitLimits(MaxError: 0.05f));
        Task<FaceAlignment> profile = fixture.AlignAsync(4, new ExitLimits(Profile: "fast"));
        Assert.True(fixture.Scheduler.IsDegraded);

        gate.Release();

        FaceAlignment first = await blocker;
        Assert.Equal((1, ExitReason.Confident, true), (first.Stages, first.Exit, first.Degraded));
        gate.Release();
        FaceAlignment second = await plain;
        Assert.Equal((1, ExitReason.Confident, true), (second.Stages, second.Exit, second.Degraded));
        FaceAlignment good = await profile;
        Assert.Equal((1, ExitReason.Confident, false), (good.Stages, good.Exit, good.Degraded));
        gate.Open();
        FaceAlignment kept = await named;
        Assert.Equal((3, ExitReason.Exhausted, false), (kept.Stages, kept.Exit, kept.Degraded));
        Assert.False(fixture.Scheduler.IsDegraded);
    }

    [Fact]
    public async Task AlignAsync_ModeIsOff_NothingChanges()
    {
        using var gate = new StageGate();
        using SchedulerFixture fixture = Create(gate, enabled: false);
        Task<FaceAlignment>[] faces = [.. Enumerable.Range(1, 4).Select(face => fixture.AlignAsync(face))];
        Assert.False(fixture.Scheduler.IsDegraded);

        gate.Open();
        FaceAlignment[] alignments = await Task.WhenAll(faces);

        Assert.All(alignments, face => Assert.Equal((3, false), (face.Stages, face.Degraded)));
    }

    private static SchedulerFixture Create(StageGate gate, bool enabled)
    {
        var fixture = new SchedulerFixture(new FixtureOptions
        {
            QueueLimit = 4,
            Degraded = new DegradedOptions { Enabled = enabled, EnterAt = 0.75, LeaveAt = 0.25, Factor = 2, MaxError = 0.08f },
        });
        fixture.Stages.Error = static _ => Between;
        fixture.Stages.OnRun = _ => gate.Pass();
        return fixture;
    }
}
