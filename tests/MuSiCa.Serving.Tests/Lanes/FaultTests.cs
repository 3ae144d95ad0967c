using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

public sealed class FaultTests
{
    [Theory]
    [InlineData(BatchPolicies.Drain)]
    [InlineData(BatchPolicies.Fixed)]
    public async Task AlignAsync_StageThrows_FailsItsBatchAndTheLaneLives(string policy)
    {
        using var gate = new StageGate();
        using var fixture = new SchedulerFixture(new FixtureOptions { BatchLimit = 2, Policy = policy });
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
        using var fixture = new SchedulerFixture(new FixtureOptions { BatchLimit = 1 });
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
        using var fixture = new SchedulerFixture(new FixtureOptions { Policy = BatchPolicies.Drain });
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

    [Theory]
    [InlineData(BatchPolicies.Reform, 0, float.NaN)]
    [InlineData(BatchPolicies.Drain, 0, float.PositiveInfinity)]
    [InlineData(BatchPolicies.Reform, 1, float.NaN)]
    [InlineData(BatchPolicies.Drain, 1, float.NegativeInfinity)]
    [InlineData(BatchPolicies.Fixed, 2, float.NaN)]
    [InlineData(BatchPolicies.Reform, 2, float.PositiveInfinity)]
    public async Task AlignAsync_OneRowIsNoNumber_FailsThatFaceOnly(string policy, int output, float value)
    {
        using var gate = new StageGate();
        using var fixture = new SchedulerFixture(new FixtureOptions { BatchLimit = 3, Policy = policy });
        fixture.Stages.Spoil = row =>
        {
            if (row is { Face: 3, Stage: 1 })
            {
                Spoil(row, output, value);
            }
        };
        fixture.Stages.OnRun = _ => gate.Pass();
        Task<FaceAlignment> blocker = fixture.AlignAsync(1);
        await gate.EnteredAsync();
        Task<FaceAlignment> first = fixture.AlignAsync(2);
        Task<FaceAlignment> spoilt = fixture.AlignAsync(3);
        Task<FaceAlignment> last = fixture.AlignAsync(4);

        gate.Open();

        var failure = await Assert.ThrowsAsync<StageFailedException>(() => spoilt);
        Assert.IsType<StageOutputException>(failure.InnerException);
        Assert.Equal(2, failure.Stage);
        Assert.Contains(fixture.Stages.Runs, run => run.Stage == 1 && run.Faces.Contains(3) && run.Faces.Length > 1);
        Assert.DoesNotContain(fixture.Stages.Runs, run => run.Stage == 2 && run.Faces.Contains(3));
        foreach ((int face, Task<FaceAlignment> alignment) in new[] { (1, blocker), (2, first), (4, last) })
        {
            Assert.Equal(TestModel.Stages, (await alignment).Stages);
            if (policy != BatchPolicies.Fixed)
            {
                fixture.AssertOwn(face, await alignment);
            }
        }

        fixture.AssertEmpty();
        fixture.Engine.Dispose();
        fixture.Faces.AssertAllGivenBackOnce();
    }

    private static void Spoil(StageRow row, int output, float value)
    {
        switch (output)
        {
            case 0:
                row.Displacement[2] = value;
                break;
            case 1:
                row.Hidden[1] = value;
                break;
            default:
                row.PredictedError = value;
                break;
        }
    }

    private static void Throw(StageCall call, int stage, int face)
    {
        if (call.Stage == stage && call.Faces.Contains(face))
        {
            throw new InvalidDataException("the device is gone");
        }
    }
}
