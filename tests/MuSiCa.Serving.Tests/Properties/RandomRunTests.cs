using MuSiCa.Cascade;

namespace MuSiCa.Serving.Tests;

public sealed class RandomRunTests
{
    private const int Faces = 300;
    private const int Callers = 30;
    private static readonly string[] Policies = [BatchPolicies.Reform, BatchPolicies.Drain, BatchPolicies.Fixed];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    public async Task AlignAsync_Anything_EveryFaceEndsOnceWithItsOwnOutcome(int seed)
    {
        var random = new Random(seed);
        int[] exitStages = Draw(random, 1, TestModel.Stages + 2);
        int[] leavesInStage = Draw(random, 0, 12);
        int[] faultInStage = Draw(random, 0, 60);
        int[] kinds = Draw(random, 0, 6);
        string policy = Policies[seed % Policies.Length];
        using var meters = new MeterCollector();
        using var fixture = new SchedulerFixture(
            new SchedulerOptions { QueueLimit = 40, BatchLimit = random.Next(1, 12), Policy = policy },
            lanes: random.Next(1, 4), workers: random.Next(1, 3), hasAlone: random.Next(2) == 0, sharesProcessors: random.Next(2) == 0,
            retained: Faces, meters: meters);
        if (random.Next(2) == 0)
        {
            await fixture.WarmUpAsync(TimeSpan.FromMilliseconds(2));
        }

        CancellationTokenSource[] leaving = [.. Enumerable.Range(0, Faces).Select(_ => new CancellationTokenSource())];
        fixture.Stages.ExitStage = face => exitStages[face];
        fixture.Stages.OnRun = call =>
        {
            fixture.Time.Advance(TimeSpan.FromMilliseconds(2));
            foreach (int face in call.Faces.Where(face => leavesInStage[face] == call.Stage))
            {
                // Itself while it runs, and another wherever that is: waiting, running, done or not yet here.
                leaving[face].Cancel();
                leaving[(face + 20) % Faces].Cancel();
            }

            if (call.Faces.Any(face => faultInStage[face] == call.Stage))
            {
                throw new InvalidDataException("fault");
            }
        };

        var outcomes = new Task<FaceAlignment>[Faces];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Faces),
            new ParallelOptions { MaxDegreeOfParallelism = Callers },
            async (face, _) =>
            {
                outcomes[face] = fixture.AlignAsync(face, Order(kinds[face]), leaving[face].Token);
                await Task.WhenAny(outcomes[face]);
            });

        fixture.AssertEmpty();
        Assert.Contains(outcomes, outcome => outcome.IsCompletedSuccessfully);
        Assert.Contains(outcomes, outcome => outcome.IsCanceled);
        for (int face = 0; face < Faces; face++)
        {
            await CheckAsync(fixture, policy, face, Order(kinds[face]), outcomes[face], leaving[face].IsCancellationRequested);
        }

        CheckStages(fixture);
        CheckCounts(meters, outcomes);
        await fixture.Scheduler.DrainAsync(CancellationToken.None);
        fixture.Scheduler.Dispose();
        fixture.Faces.AssertAllGivenBackOnce();
        Array.ForEach(leaving, source => source.Dispose());
    }

    private static int[] Draw(Random random, int from, int to) =>
        [.. Enumerable.Range(0, TestFaces.Count).Select(_ => random.Next(from, to))];

    private static FaceOrder Order(int kind) => new(1)
    {
        Limits = kind == 0 ? new ExitLimits(MaxStages: 2) : ExitLimits.Default,
        Priority = kind == 1 ? FacePriority.Bulk : FacePriority.Interactive,
        TimeLeft = kind == 2 ? TimeSpan.FromMilliseconds(30) : null,
    };

    private static async Task CheckAsync(
        SchedulerFixture fixture, string policy, int face, FaceOrder order, Task<FaceAlignment> outcome, bool wasCancelled)
    {
        Assert.True(outcome.IsCompleted, $"Face {face} has no outcome.");
        switch (await Record.ExceptionAsync(() => outcome))
        {
            case null:
                FaceAlignment own = await outcome;
                bool isShort = policy == BatchPolicies.Fixed || own.Exit == ExitReason.Deadline;
                Assert.True(own.Exit != ExitReason.Deadline || order.TimeLeft is not null);
                ExitLimits limits = isShort ? new ExitLimits(1e-9f, own.Stages) : order.Limits;
                FaceAlignment alone = fixture.Faces.Alone(face, limits, fixture.Stages);
                Assert.Equal(alone.Landmarks.AsEnumerable(), own.Landmarks.AsEnumerable());
                Assert.Equal(alone.Stages, own.Stages);
                break;
            case OperationCanceledException:
                Assert.True(wasCancelled, $"Face {face} was cancelled by nobody.");
                break;
            case DeadlineExceededException:
                Assert.NotNull(order.TimeLeft);
                break;
            case AdmissionException refused:
                Assert.Equal((RefusalReason.Deadline, true), (refused.Refusal.Reason, order.TimeLeft is not null));
                break;
            case { } failure:
                Assert.IsType<StageFailedException>(failure);
                break;
        }
    }

    // Each stage saw a face at most once, and only after the stages before it.
    private static void CheckStages(SchedulerFixture fixture)
    {
        foreach (IGrouping<int, int> face in fixture.Stages.Runs
            .SelectMany(run => run.Faces.Select(face => (run.Stage, Face: face))).GroupBy(pair => pair.Face, pair => pair.Stage))
        {
            Assert.Equal(Enumerable.Range(0, face.Count()), face);
        }
    }

    private static void CheckCounts(MeterCollector meters, Task<FaceAlignment>[] outcomes)
    {
        Dictionary<string, double> faces = meters.Counts("musica.faces");
        Assert.Equal(outcomes.Count(outcome => outcome.IsCompletedSuccessfully), faces["outcome=completed"]);
        Assert.Equal(outcomes.Count(outcome => outcome.IsCanceled), faces["outcome=cancelled"]);
        Assert.Equal(Faces, faces.Values.Sum() + meters.Counts("musica.rejections").Values.Sum());
        Assert.Equal(faces["outcome=completed"], meters.Counts("musica.stage.exits").Values.Sum());
        Assert.Equal(faces["outcome=cancelled"], meters.Counts("musica.cancellations").Values.Sum());
        Assert.All(meters.Now("musica.queue.depth").Values, depth => Assert.Equal(0, depth));
    }
}
