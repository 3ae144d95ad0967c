using MuSiCa.Cascade;

namespace MuSiCa.Serving.Tests;

public sealed class SingleLaneFaultTests
{
    [Fact]
    public async Task AlignAsync_StageThrows_FailsItsBatchAndTheLaneLives()
    {
        using var gate = new StageGate();
        using var fixture = new LaneFixture(batchLimit: 2);
        fixture.Stages.OnRun = (stage, faces) =>
        {
            gate.Pass();
            if (stage == 1 && faces.Contains(2))
            {
                throw new InvalidDataException("the device is gone");
            }
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
        fixture.AssertOwn(1, await before);
        fixture.AssertOwn(4, await after);
        Assert.Equal(0, fixture.Lane.PlacesTaken);
    }

    [Fact]
    public async Task AlignAsync_StageThrows_FacesThatLeftBeforeKeepTheirLandmarks()
    {
        using var gate = new StageGate();
        using var fixture = new LaneFixture();
        fixture.Stages.ExitStage = face => face == 1 ? 1 : int.MaxValue;
        fixture.Stages.OnRun = (stage, _) =>
        {
            gate.Pass();
            if (stage == 1)
            {
                throw new InvalidDataException("the device is gone");
            }
        };
        Task<FaceAlignment> blocker = fixture.AlignAsync(1);
        await gate.EnteredAsync();
        Task<FaceAlignment> quick = fixture.AlignAsync(1);
        Task<FaceAlignment> slow = fixture.AlignAsync(2);

        gate.Open();

        await blocker;
        fixture.AssertOwn(1, await quick);
        await Assert.ThrowsAsync<StageFailedException>(() => slow);
    }
}
