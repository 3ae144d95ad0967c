using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

public sealed class ExitShadowsTests : IDisposable
{
    private static readonly ShadowOptions All = new() { Share = 1 };
    private static readonly long Bytes = PreparedFace.BytesOf(TestModel.Package);

    private readonly TestMeters _meters = new();
    private readonly MetricCollector<double> _regrets;
    private readonly MetricCollector<double> _errors;
    private readonly MetricCollector<long> _shadows;

    public ExitShadowsTests()
    {
        _regrets = _meters.Watch<double>("musica.exit.regret");
        _errors = _meters.Watch<double>("musica.exit.predicted_error");
        _shadows = _meters.Watch<long>("musica.exit.shadows");
    }

    [Theory]
    [InlineData(1, null, "stage=1,profile=default")]
    [InlineData(2, "fast", "stage=2,profile=fast")]
    public async Task Exit_Sampled_MeasuresTheDistanceToTheLandmarksOfAllStages(int exit, string? profile, string tags)
    {
        using SchedulerFixture fixture = Create();
        fixture.Stages.ExitStage = _ => exit;

        FaceAlignment alignment = await fixture.AlignAsync(7, new ExitLimits(Profile: profile));
        await MeasuredAsync(fixture, 1);

        FaceAlignment full = fixture.Faces.Alone(7, new ExitLimits(MaxError: 1e-9f), fixture.Stages);
        CollectedMeasurement<double> regret = Assert.Single(_regrets.GetMeasurementSnapshot());
        Assert.Equal(tags, regret.TagText());
        Assert.Equal(
            LandmarkDistance.InterOcular(alignment.Landmarks.AsSpan(), full.Landmarks.AsSpan(), TestModel.Package.Landmarks), regret.Value, 1e-4);
        Assert.NotEqual(0, regret.Value);
        Assert.Equal(FakeStages.SmallError, Assert.Single(_errors.GetMeasurementSnapshot()).Value, 1e-6);
        Assert.Equal(1, _shadows.Counts()["outcome=measured"]);
    }

    [Fact]
    public async Task Exit_Sampled_AnswersBeforeTheOtherStagesRun()
    {
        using var gate = new StageGate();
        using SchedulerFixture fixture = Create();
        fixture.Stages.ExitStage = static _ => 1;
        fixture.Stages.OnRun = call =>
        {
            if (call.Stage > 0)
            {
                gate.Pass();
            }
        };

        FaceAlignment alignment = await fixture.AlignAsync(7);
        await gate.EnteredAsync();

        Assert.Equal(1, alignment.Stages);
        Assert.Equal((0, Bytes), (fixture.Scheduler.PlacesTaken, fixture.Memory.Used));
        gate.Open();
        await MeasuredAsync(fixture, 1);
        fixture.AssertEmpty();
    }

    [Fact]
    public async Task TryAdmit_MemoryIsShort_ShadowsThatWaitGiveWay()
    {
        const int Faces = 8;
        using SchedulerFixture fixture = Create(memory: Faces * Bytes);
        fixture.Stages.ExitStage = static _ => 1;

        // A face that is being prepared keeps the shadow waiting.
        using IFaceAdmission prepared = fixture.Scheduler.Admit(new FaceOrder(1));
        await fixture.AlignAsync(7);
        Until.IsTrue(() => fixture.Memory.Used == 2 * Bytes);

        using IFaceAdmission rest = fixture.Scheduler.Admit(new FaceOrder(Faces - 1));

        Assert.Equal(Faces * Bytes, fixture.Memory.Used);
        Assert.Equal(new() { ["outcome=given_back"] = 1 }, _shadows.Counts());
    }

    [Fact]
    public async Task Exit_LittleMemoryIsFree_SkipsIt()
    {
        using SchedulerFixture fixture = Create(memory: 4 * Bytes);
        fixture.Stages.ExitStage = static _ => 1;
        using IFaceAdmission prepared = fixture.Scheduler.Admit(new FaceOrder(3));

        await fixture.AlignAsync(7);

        Assert.Equal(new() { ["outcome=skipped"] = 1 }, _shadows.Counts());
    }

    [Fact]
    public async Task DrainAsync_ShadowsWait_GivesThemBack()
    {
        using SchedulerFixture fixture = Create();
        fixture.Stages.ExitStage = static _ => 1;
        IFaceAdmission prepared = fixture.Scheduler.Admit(new FaceOrder(1));
        await fixture.AlignAsync(7);
        Until.IsTrue(() => fixture.Memory.Used == 2 * Bytes);

        Task drained = fixture.Scheduler.DrainAsync(CancellationToken.None);

        Assert.False(drained.IsCompleted);
        prepared.Dispose();
        await drained;
        fixture.AssertEmpty();
        Assert.Equal(new() { ["outcome=given_back"] = 1 }, _shadows.Counts());
    }

    [Fact]
    public async Task Exit_StageFailsOnShadows_TellsNoBreaker()
    {
        using SchedulerFixture fixture = Create();
        fixture.Stages.ExitStage = static _ => 1;
        fixture.Stages.OnRun = static call =>
        {
            if (call.Stage > 0)
            {
                throw new InvalidDataException("fault");
            }
        };

        for (int face = 1; face <= 2 * new BreakerOptions().Failures; face++)
        {
            await fixture.AlignAsync(face);
            await MeasuredAsync(fixture, face, "outcome=failed");
        }

        Assert.Equal(BreakerState.Closed, fixture.Scheduler.Breaker.State);
        fixture.AssertEmpty();
    }

    [Fact]
    public async Task Exit_NotForConfidence_IsNotSampled()
    {
        using SchedulerFixture fixture = Create();
        fixture.Stages.ExitStage = static face => face;

        await fixture.AlignAsync(9);
        await fixture.AlignAsync(8, new ExitLimits(MaxStages: 2));

        await fixture.Scheduler.DrainAsync(CancellationToken.None);
        Assert.Empty(_shadows.Counts());
    }

    [Fact]
    public async Task Follow_ExitsCostTooMuch_LowersTheThresholdAndSaysSo()
    {
        using SchedulerFixture fixture = Create(follow: new FollowOptions { Enabled = true, Target = 0.01, MinFactor = 0.8f });
        fixture.Stages.ExitStage = static _ => 1;
        for (int face = 1; face <= 2 * ThresholdFollower.Window; face++)
        {
            await fixture.AlignAsync(7);
            await MeasuredAsync(fixture, face);
        }

        Assert.Equal(0.81, _meters.Now<double>("musica.exit.threshold_factor")["model=test,stage=1"], 1e-6);
        Assert.Equal(1, _meters.Now<double>("musica.exit.threshold_factor")["model=test,stage=2"]);
        FaceAlignment followed = await fixture.AlignAsync(7);
        Assert.Equal(0.05 * 0.81, followed.Threshold!.Value, 1e-6);
        Assert.Null((await fixture.AlignAsync(7, new ExitLimits(MaxError: 0.05f))).Threshold);
    }

    public void Dispose()
    {
        _regrets.Dispose();
        _errors.Dispose();
        _shadows.Dispose();
        _meters.Dispose();
    }

    private SchedulerFixture Create(long memory = 1 << 30, FollowOptions? follow = null) => new(
        new FixtureOptions { Shadow = All with { Follow = follow ?? new FollowOptions() } }, memory: memory, meters: _meters);

    // The memory goes back last.
    private async Task MeasuredAsync(SchedulerFixture fixture, int count, string outcome = "outcome=measured")
    {
        await Task.Yield();
        Until.IsTrue(() => _shadows.Counts().GetValueOrDefault(outcome) == count && fixture.Memory.Used == 0);
    }
}
