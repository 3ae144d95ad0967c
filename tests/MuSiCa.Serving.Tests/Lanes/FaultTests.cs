using MuSiCa.Cascade;

namespace MuSiCa.Serving.Tests;

public sealed class FaultTests
{
    [Theory]
    [InlineData(BatchPolicies.Drain)]
    [InlineData(BatchPolicies.Fixed)]
    public async Task AlignAsync_StageThrows_FailsItsBatchAndTheLaneLives(string policy)
    {
        using var gate = new StageGate();
        using var fixture = new SchedulerFixture(new SchedulerOptions { BatchLimit = 2, Policy = policy });
        fixture.Stages.OnRun = call =>
        {
            gate.Pass();
            Throw(call, stage: 1, face: 2);
        };
        Task<FaceAlignment> before = fixture.AlignAsync(1);
        await gate.EnteredAsync();
        Task<FaceAlignment> first = fixture.AlignAsync(2);
        Task<FaceAlignment> second = fixture.AlignAsync(3);
        Task<FaceAlignment> after = fixture.AlignAsync(4);

        gate.Open();

        var failure = await Assert.ThrowsAsync<StageFailedException>(() => first);
        await Assert.ThrowsAsync<StageFailedException>(() => second);
        Assert.Equal(2, failure.Stage);
        Assert.Equal("Stage 2 failed on a batch of 2 faces: the device is gone", failure.Message);
        Assert.IsType<InvalidDataException>(failure.InnerException);
        FaceAlignment[] others = await Task.WhenAll(before, after);
        Assert.All(others, other => Assert.Equal(TestModel.Stages, other.Stages));
        fixture.AssertEmpty();
    }

    [Fact]
    public async Task AlignAsync_StageThrowsUnderReform_OnlyTheBatchWithTheFaceFails()
    {
        using var fixture = new SchedulerFixture(new SchedulerOptions { BatchLimit = 1 });
        fixture.Stages.OnRun = call => Throw(call, stage: 2, face: 2);

        Task<FaceAlignment>[] faces = [.. Enumerable.Range(1, 4).Select(face => fixture.AlignAsync(face))];

        var failure = await Assert.ThrowsAsync<StageFailedException>(() => faces[1]);
        Assert.Equal("Stage 3 failed on a batch of 1 faces: the device is gone", failure.Message);
        fixture.AssertOwn(1, await faces[0]);
        fixture.AssertOwn(3, await faces[2]);
        fixture.AssertOwn(4, await faces[3]);
        fixture.AssertEmpty();
    }

    [Fact]
    public async Task AlignAsync_StageThrows_FacesThatLeftBeforeKeepTheirLandmarks()
    {
        using var gate = new StageGate();
        using var fixture = new SchedulerFixture(new SchedulerOptions { Policy = BatchPolicies.Drain });
        fixture.Stages.ExitStage = face => face <= 2 ? 1 : int.MaxValue;
        fixture.Stages.OnRun = call =>
        {
            gate.Pass();
            Throw(call, stage: 1, face: 3);
        };
        Task<FaceAlignment> blocker = fixture.AlignAsync(1);
        await gate.EnteredAsync();
        Task<FaceAlignment> quick = fixture.AlignAsync(2);
        Task<FaceAlignment> slow = fixture.AlignAsync(3);

        gate.Open();

        await blocker;
        fixture.AssertOwn(2, await quick);
        await Assert.ThrowsAsync<StageFailedException>(() => slow);
    }

    [Fact]
    public async Task AlignAsync_StageGivesNaN_FailsItsBatchAndTheNextOneRuns()
    {
        using var gate = new StageGate();
        using var fixture = new SchedulerFixture(new SchedulerOptions { BatchLimit = 2, Policy = BatchPolicies.Drain });
        fixture.Stages.Error = static face => face == 3 ? float.NaN : FakeStages.LargeError;
        fixture.Stages.OnRun = _ => gate.Pass();
        Task<FaceAlignment> blocker = fixture.AlignAsync(1);
        await gate.EnteredAsync();
        Task<FaceAlignment>[] failing = [fixture.AlignAsync(2), fixture.AlignAsync(3)];
        Task<FaceAlignment> after = fixture.AlignAsync(4);

        gate.Open();

        foreach (Task<FaceAlignment> face in failing)
        {
            var failure = await Assert.ThrowsAsync<StageFailedException>(() => face);
            Assert.IsType<StageOutputException>(failure.InnerException);
            Assert.Equal(1, failure.Stage);
        }

        fixture.AssertOwn(1, await blocker);
        fixture.AssertOwn(4, await after);
        fixture.AssertEmpty();
    }

    private static void Throw(StageCall call, int stage, int face)
    {
        if (call.Stage == stage && call.Faces.Contains(face))
        {
            throw new InvalidDataException("the device is gone");
        }
    }
}
