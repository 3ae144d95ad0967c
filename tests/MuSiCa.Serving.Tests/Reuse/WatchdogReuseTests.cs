using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

public sealed class WatchdogReuseTests
{
    // Between the watchdog's look and its word to the second face, that face's caller leaves, the stage comes back, and the
    // object of the face would be free for somebody else.
    [Fact]
    public async Task Look_FaceOfTheBatchIsGivenUpMeanwhile_FailsNobodyElse()
    {
        using var gate = new StageGate();
        using var next = new StageGate();
        using var leaving = new CancellationTokenSource();
        using var meters = new TestMeters();
        using var fixture = new SchedulerFixture(meters: meters);
        fixture.Stages.OnRun = call => (call.Faces.Contains(3) ? next : gate).Pass();
        Task<FaceAlignment> blocker = fixture.AlignAsync(9, new ExitLimits(MaxStages: 1));
        await gate.EnteredAsync();
        Task<FaceAlignment> first = fixture.AlignAsync(1);
        Task<FaceAlignment> second = fixture.AlignAsync(2, leaving.Token);
        gate.Release();
        await blocker;
        await gate.EnteredAsync();
        Task<FaceAlignment>? stranger = null;
        meters.OnMeasured = (instrument, outcome) =>
        {
            if (instrument.Name != "musica.faces" || outcome is not "failed" || stranger is not null)
            {
                return;
            }

            leaving.Cancel();
            Until.IsTrue(() => second.IsCompleted);
            gate.Open();
            Until.IsTrue(() => !fixture.Scheduler.IsStalled);
            stranger = fixture.AlignAsync(3);
            next.Entered();
        };

        fixture.Time.Advance(1.25 * fixture.Options.StageTimeout);

        await Assert.ThrowsAsync<StageStalledException>(() => first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        next.Open();
        fixture.AssertOwn(3, await stranger!);
        fixture.AssertEmpty();
    }
}
