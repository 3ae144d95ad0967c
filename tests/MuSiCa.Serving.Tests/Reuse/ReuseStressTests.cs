using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

public sealed class ReuseStressTests
{
    private const int Callers = 8;
    private const int FacesEach = 1500;

    // Few objects, used again at once: an outcome that went astray would be another face's.
    [Theory]
    [InlineData(BatchPolicies.Reform, 1)]
    [InlineData(BatchPolicies.Reform, 2)]
    [InlineData(BatchPolicies.Drain, 3)]
    public async Task AlignAsync_CancellationsRaceCompletions_OutcomesNeverGoToAnotherCaller(string policy, int seed)
    {
        using var fixture = new SchedulerFixture(
            new FixtureOptions { QueueLimit = Callers, BatchLimit = 3, Policy = policy }, lanes: 2, workers: 2, retained: 2 * Callers);
        fixture.Stages.ExitStage = static face => 1 + (face % 3);
        fixture.Stages.OnRun = _ => fixture.Stages.Runs.Clear();
        FaceAlignment[] expected =
            [.. Enumerable.Range(0, TestFaces.Count).Select(face => fixture.Faces.Alone(face, ExitLimits.Default, fixture.Stages))];

        (int Done, int Left)[] counts = await Task.WhenAll(
            Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(fixture, expected, caller, seed))));

        Assert.Equal(Callers * FacesEach, counts.Sum(count => count.Done + count.Left));
        Assert.NotEqual(0, counts.Sum(count => count.Done));
        await fixture.Scheduler.DrainAsync(CancellationToken.None);
        fixture.Engine.Dispose();
        fixture.AssertEmpty();
        fixture.Faces.AssertAllGivenBackOnce();
    }

    private static async Task<(int Done, int Left)> CallAsync(SchedulerFixture fixture, FaceAlignment[] expected, int caller, int seed)
    {
        var random = new Random((100 * seed) + caller);
        int done = 0;
        int left = 0;
        for (int i = 0; i < FacesEach; i++)
        {
            int face = random.Next(TestFaces.Count);
            using var leaving = new CancellationTokenSource();
            Task<FaceAlignment> aligning = fixture.AlignAsync(face, leaving.Token);
            if (random.Next(3) == 0)
            {
                Thread.SpinWait(random.Next(2000));
                await leaving.CancelAsync();
            }

            try
            {
                FaceAlignment alignment = await aligning;
                Assert.Equal(expected[face].Landmarks.AsEnumerable(), alignment.Landmarks.AsEnumerable());
                Assert.Equal(expected[face].Box, alignment.Box);
                done++;
            }
            catch (OperationCanceledException) when (leaving.IsCancellationRequested)
            {
                left++;
            }
        }

        return (done, left);
    }
}
