namespace MuSiCa.Serving.Tests;

public sealed class WarmUpTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public async Task WarmUpAsync_EverySession_RunsEveryBucketOfEveryStage(int lanes, bool hasAlone)
    {
        using var fixture = new SchedulerFixture(new FixtureOptions { BatchLimit = 6 }, lanes, hasAlone: hasAlone);

        await fixture.Scheduler.WarmUpAsync(CancellationToken.None);

        (string, int, int)[] expected =
        [
            .. from session in Enumerable.Range(0, lanes).Select(lane => $"lane{lane}").Concat(hasAlone ? [SchedulerFixture.Alone] : [])
               from stage in Enumerable.Range(0, TestModel.Stages)
               from size in new[] { 1, 2, 4, 6 }
               select (session, stage, size),
        ];
        Assert.Equal(
            expected.Order(),
            fixture.Stages.Runs.Select(run => (run.Session, run.Stage, run.Faces.Length)).Distinct().Order());
    }

    [Fact]
    public async Task WarmUpAsync_Done_FacesRunAsBefore()
    {
        using var fixture = new SchedulerFixture();

        await fixture.WarmUpAsync(TimeSpan.FromMilliseconds(5));

        fixture.AssertOwn(3, await fixture.AlignAsync(3));
    }

    [Fact]
    public async Task WarmUpAsync_CancelledOnItsWay_Stops()
    {
        using var leaving = new CancellationTokenSource();
        using var fixture = new SchedulerFixture();
        fixture.Stages.OnRun = call =>
        {
            if (call.Stage == 1)
            {
                leaving.Cancel();
            }
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fixture.Scheduler.WarmUpAsync(leaving.Token));

        Assert.DoesNotContain(fixture.Stages.Runs, run => run.Stage > 1);
        Assert.Equal(1, fixture.Stages.Runs.Where(run => run.Stage == 1).Select(run => run.Faces.Length).Distinct().Single());
    }

    [Fact]
    public async Task WarmUpAsync_CancelledBefore_RunsNothing()
    {
        using var fixture = new SchedulerFixture();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => fixture.Scheduler.WarmUpAsync(new CancellationToken(canceled: true)));

        Assert.Empty(fixture.Stages.Runs);
    }

    [Fact]
    public async Task WarmUpAsync_StageThrows_Throws()
    {
        using var fixture = new SchedulerFixture();
        fixture.Stages.OnRun = static _ => throw new InvalidDataException("no device");

        await Assert.ThrowsAsync<InvalidDataException>(() => fixture.Scheduler.WarmUpAsync(CancellationToken.None));
    }
}
