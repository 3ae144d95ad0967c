using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

public sealed class TwoLaneTests
{
    [Fact]
    public async Task AlignAsync_TwoLanes_RunAtTheSameTime()
    {
        using var gate = new StageGate();
        using var fixture = new SchedulerFixture(lanes: 2);
        fixture.Stages.OnRun = _ => gate.Pass();

        Task<FaceAlignment> one = fixture.AlignAsync(1);
        await gate.EnteredAsync();
        Task<FaceAlignment> two = fixture.AlignAsync(2);
        await gate.EnteredAsync();

        Assert.Equal(["lane0", "lane1"], fixture.Stages.Runs.Select(run => run.Session).Order());
        gate.Open();
        fixture.AssertOwn(1, await one);
        fixture.AssertOwn(2, await two);
    }

    [Fact]
    public async Task AlignAsync_OneLaneHeld_SurvivorsOfItGoOnInTheOther()
    {
        using var gate = new StageGate();
        using var fixture = new SchedulerFixture(lanes: 2);
        fixture.Stages.OnRun = call =>
        {
            if (call.Faces.Contains(1) && call.Stage == 0)
            {
                gate.Pass();
            }
        };
        Task<FaceAlignment> held = fixture.AlignAsync(1);
        await gate.EnteredAsync();

        FaceAlignment[] others = await Task.WhenAll(Enumerable.Range(2, 30).Select(face => fixture.AlignAsync(face)));

        Assert.False(held.IsCompleted);
        Assert.All(others.Index(), entry => fixture.AssertOwn(entry.Index + 2, entry.Item));
        gate.Open();
        fixture.AssertOwn(1, await held);
    }

    [Fact]
    public async Task AlignAsync_SecondWorkerOfABusyLane_LeavesABatchToAnIdleLane()
    {
        using var gate = new StageGate();
        using var fixture = new SchedulerFixture(new FixtureOptions { BatchLimit = 2 }, lanes: 2, workers: 2);
        fixture.Stages.OnRun = _ => gate.Pass();
        Task<FaceAlignment> running = fixture.AlignAsync(1);
        await gate.EnteredAsync();

        // Enough for one batch: it must be able to run although the other lane is held.
        Task<FaceAlignment>[] full = [fixture.AlignAsync(2), fixture.AlignAsync(3)];
        await gate.EnteredAsync();

        Assert.Equal(2, fixture.Stages.Runs.Select(run => run.Session).Distinct().Count());
        gate.Open();
        await Task.WhenAll([running, .. full]);
    }

    [Fact]
    public void Create_WhatNobodyCanRun_IsRefused()
    {
        Assert.ThrowsAny<ArgumentException>(() => new SchedulerFixture(lanes: 0));
        Assert.ThrowsAny<ArgumentException>(() => new SchedulerFixture(workers: 0));
        Assert.ThrowsAny<ArgumentException>(() => new SchedulerFixture(new FixtureOptions { QueueLimit = 0 }));
        Assert.ThrowsAny<ArgumentException>(() => new SchedulerFixture(new FixtureOptions { BatchLimit = 0 }));
        Assert.ThrowsAny<ArgumentException>(() => new SchedulerFixture(new FixtureOptions { StageTimeout = TimeSpan.Zero }));
    }
}
