using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

public sealed class DeadlineAdmissionTests
{
    private static readonly TimeSpan Batch = TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData(99, false)]
    [InlineData(100, true)]
    public async Task TryAdmit_LaneIsBusyAndNobodyWaits_NeedsTimeForTheFirstStage(double milliseconds, bool isTaken)
    {
        using var gate = new StageGate();
        using var fixture = new SchedulerFixture();
        await fixture.WarmUpAsync(Batch);
        fixture.Stages.OnRun = _ => gate.Pass();
        Task<FaceAlignment> running = fixture.AlignAsync(1);
        await gate.EnteredAsync();

        Assert.Equal(isTaken, fixture.Scheduler.TryAdmit(Within(milliseconds), out IFaceAdmission? admission, out _));

        admission?.Dispose();
        gate.Open();
        await running;
        fixture.AssertEmpty();
    }

    [Fact]
    public async Task TryAdmit_DeadlineCannotBeMet_IsRefusedWithBothTimes()
    {
        using var gate = new StageGate();
        using var fixture = new SchedulerFixture();
        await fixture.WarmUpAsync(Batch);
        fixture.Stages.OnRun = _ => gate.Pass();
        Task<FaceAlignment> running = fixture.AlignAsync(1);
        await gate.EnteredAsync();

        AdmissionRefusal refusal = fixture.Refusal(Within(12.5));

        Assert.Equal((RefusalReason.Deadline, null), (refusal.Reason, refusal.RetryAfter));
        Assert.Equal("12.5 ms are left and about 100 ms are needed at present.", refusal.Message);
        gate.Open();
        await running;
        fixture.AssertEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AlignAsync_IdleAndTheCostsAreOfADisturbance_RunsWithinTheDeadline(bool hasAlone)
    {
        using var fixture = new SchedulerFixture(hasAlone: hasAlone);
        await fixture.WarmUpAsync(TimeSpan.FromMilliseconds(1));
        TimeSpan run = Batch;
        fixture.Stages.OnRun = _ => fixture.Time.Advance(run);
        for (int face = 0; face < 50; face++)
        {
            await fixture.AlignAsync(face);
        }

        run = TimeSpan.FromMilliseconds(1);

        // A newcomer is run at once; costs of later stages are forgotten when they are old.
        Assert.Equal((1, ExitReason.Deadline), Way(await fixture.AlignAsync(1, Within(10))));
        fixture.Time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal((TestModel.Stages, ExitReason.Exhausted), Way(await fixture.AlignAsync(2, Within(10))));

        static (int, ExitReason) Way(FaceAlignment alignment) => (alignment.Stages, alignment.Exit);
    }

    // Whatever was measured before, and however little of it is true any more.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task TryAdmit_IdleDevice_TakesAnyDeadlineAndRunsAtLeastOneStage(int seed)
    {
        var random = new Random(seed);
        using var fixture = new SchedulerFixture(
            new FixtureOptions { BatchLimit = random.Next(1, 9) }, lanes: random.Next(1, 3), hasAlone: random.Next(2) == 0);
        if (random.Next(2) == 0)
        {
            await fixture.WarmUpAsync(TimeSpan.FromMilliseconds(random.Next(1, 100)));
        }

        for (int i = 0; i < 50; i++)
        {
            TimeSpan run = TimeSpan.FromMilliseconds(Math.Pow(10, random.Next(0, 4)));
            fixture.Stages.OnRun = _ => fixture.Time.Advance(run);
            await Task.WhenAll(Enumerable.Range(1, random.Next(1, 9)).Select(face => fixture.AlignAsync(face)));
            fixture.Time.Advance(TimeSpan.FromMilliseconds(random.Next(0, 20_000)));

            FaceAlignment alone = await fixture.AlignAsync(9, Within(Math.Pow(10, random.Next(-3, 4))));

            Assert.InRange(alone.Stages, 1, TestModel.Stages);
        }

        fixture.AssertEmpty();
    }

    [Fact]
    public async Task TryAdmit_FacesWait_NeedsTheirTimeToo()
    {
        using var gate = new StageGate();
        using var fixture = new SchedulerFixture(new FixtureOptions { BatchLimit = 2 });
        await fixture.WarmUpAsync(Batch);
        fixture.Stages.OnRun = _ => gate.Pass();
        Task<FaceAlignment> running = fixture.AlignAsync(1);
        await gate.EnteredAsync();
        Task<FaceAlignment>[] waiting = [.. Enumerable.Range(2, 4).Select(face => fixture.AlignAsync(face))];

        // Two batches through three stages, and its own first stage.
        Assert.Equal(RefusalReason.Deadline, fixture.Refusal(Within(690)).Reason);
        using IFaceAdmission taken = fixture.Scheduler.Admit(Within(710));

        gate.Open();
        await Task.WhenAll([running, .. waiting]);
    }

    [Fact]
    public async Task TryAdmit_BulkFacesWait_HoldUpAnInteractiveFaceLessThanABulkOne()
    {
        using var gate = new StageGate();
        using var fixture = new SchedulerFixture(new FixtureOptions { BatchLimit = 2 });
        await fixture.WarmUpAsync(Batch);
        fixture.Stages.OnRun = _ => gate.Pass();
        Task<FaceAlignment> running = fixture.AlignAsync(1);
        await gate.EnteredAsync();
        Task<FaceAlignment>[] waiting =
            [.. Enumerable.Range(2, 4).Select(face => fixture.AlignAsync(face, new FaceOrder(1) { Priority = FacePriority.Bulk }))];

        Assert.Equal(RefusalReason.Deadline, fixture.Refusal(Within(400) with { Priority = FacePriority.Bulk }).Reason);
        using IFaceAdmission taken = fixture.Scheduler.Admit(Within(400));

        gate.Open();
        await Task.WhenAll([running, .. waiting]);
    }

    [Fact]
    public void TryAdmit_NothingMeasured_TakesAnyDeadline()
    {
        using var fixture = new SchedulerFixture();

        using IFaceAdmission admission = fixture.Scheduler.Admit(Within(0.001));

        Assert.Equal(1, fixture.Scheduler.PlacesTaken);
    }

    [Fact]
    public void TryAdmit_AllTheTimeThereIs_IsTaken()
    {
        using var fixture = new SchedulerFixture();

        using IFaceAdmission admission = fixture.Scheduler.Admit(new FaceOrder(1) { TimeLeft = TimeSpan.MaxValue });

        Assert.Equal(1, fixture.Scheduler.PlacesTaken);
    }

    private static FaceOrder Within(double milliseconds) => new(1) { TimeLeft = TimeSpan.FromMilliseconds(milliseconds) };
}
