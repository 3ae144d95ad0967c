using MuSiCa.Cascade;

namespace MuSiCa.Serving.Tests;

public sealed class SingleLanePropertyTests
{
    private const int FacesPerRun = 300;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task AlignAsync_RandomArrivalsExitsCancellationsAndFaults_EveryFaceEndsOnceWithItsOwnOutcome(int seed)
    {
        var random = new Random(seed);
        int[] exitStages = [.. Enumerable.Range(0, TestFaces.Count).Select(_ => random.Next(1, TestModel.Stages + 2))];
        int[] leavesInStage = [.. Enumerable.Range(0, TestFaces.Count).Select(_ => random.Next(0, 12))];
        int[] faultInStage = [.. Enumerable.Range(0, TestFaces.Count).Select(_ => random.Next(0, 60))];
        using var fixture = new LaneFixture(queueLimit: 40, batchLimit: random.Next(1, 12), retained: FacesPerRun);
        CancellationTokenSource[] leaving = [.. Enumerable.Range(0, FacesPerRun).Select(_ => new CancellationTokenSource())];
        fixture.Stages.ExitStage = face => exitStages[face];
        fixture.Stages.OnRun = (stage, faces) =>
        {
            foreach (int face in faces.Where(face => leavesInStage[face] == stage))
            {
                // Itself while it runs, and another wherever that is: waiting, running, done or not yet here.
                leaving[face].Cancel();
                leaving[(face + 20) % FacesPerRun].Cancel();
            }

            if (faces.Any(face => faultInStage[face] == stage))
            {
                throw new InvalidDataException("fault");
            }
        };

        var outcomes = new Task<FaceAlignment>[FacesPerRun];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, FacesPerRun),
            new ParallelOptions { MaxDegreeOfParallelism = 30 },
            async (face, _) =>
            {
                outcomes[face] = fixture.AlignAsync(face, leaving[face].Token);
                await Task.WhenAny(outcomes[face]);
            });

        Assert.Equal(0, fixture.Lane.PlacesTaken);
        Assert.Contains(outcomes, outcome => outcome.IsCompletedSuccessfully);
        Assert.Contains(outcomes, outcome => outcome.IsCanceled);
        Assert.Contains(outcomes, outcome => outcome.IsFaulted);
        for (int face = 0; face < FacesPerRun; face++)
        {
            AssertOutcome(fixture, face, outcomes[face], leaving[face].IsCancellationRequested);
        }

        // Each stage saw a face at most once, whatever became of it.
        Assert.All(
            fixture.Stages.Runs.SelectMany(run => run.Faces.Select(face => (run.Stage, face))).GroupBy(pair => pair),
            group => Assert.Single(group));

        await AssertAllGivenBackOnceAsync(fixture);
        Array.ForEach(leaving, source => source.Dispose());
    }

    private static void AssertOutcome(LaneFixture fixture, int face, Task<FaceAlignment> outcome, bool wasCancelled)
    {
        Assert.True(outcome.IsCompleted, $"Face {face} has no outcome.");
        switch (outcome.Status)
        {
            case TaskStatus.RanToCompletion:
                fixture.AssertOwn(face, outcome.Result);
                break;
            case TaskStatus.Canceled:
                Assert.True(wasCancelled, $"Face {face} was cancelled by nobody.");
                break;
            default:
                Exception failure = outcome.Exception!.InnerException!;
                Assert.IsType<StageFailedException>(failure);
                break;
        }
    }

    // A face given back twice would be rented twice at the same time; one never given back would not be rented again.
    private static async Task AssertAllGivenBackOnceAsync(LaneFixture fixture)
    {
        await fixture.Lane.DrainAsync(CancellationToken.None);
        fixture.Lane.Dispose();
        PreparedFace[] made = [.. fixture.Faces.Made.Keys];
        PreparedFace[] rented = [.. made.Select((_, i) => fixture.Faces.Prepare(i))];
        Assert.Equal(made.Length, rented.Distinct().Count());
        Assert.Empty(made.Except(rented));
    }
}
