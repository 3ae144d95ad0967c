using CsCheck;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

/// <summary>
/// Faces that arrive, are searched for, leave, fail, hang and come late in any order, on lanes that a detector shares. What happens is a generated value, who meets whom is up to the
/// threads: a failure shrinks to fewer and quieter faces as far as it comes again.
/// </summary>
public sealed class RandomRunTests
{
    private const int MostFaces = 300;
    private const int Callers = 30;

    // Of the cells that a search may look in: arrivals have their exit stage, from 1 on, and up to three more.
    private const int SpoiltCell = TestModel.Stages + 3;

    // A fifth of the usual number: each is some hundred faces.
    private static readonly long Runs = Check.Iter / 5;

    private static readonly BreakerOptions Breaker = new()
    {
        Failures = 2,
        Pause = TimeSpan.FromMilliseconds(10),
        MaxPause = TimeSpan.FromMilliseconds(40),
    };

    private static readonly Gen<Arrival> GenArrival = Gen.Select(
        Gen.Int[1, TestModel.Stages + 1],
        In(12),
        In(60),
        In(60),
        In(200),
        Gen.Int[0, 5],
        Gen.Int[0, 4],
        (exit, leaves, fault, noNumber, late, kind, views) => new Arrival(exit, leaves, fault, noNumber, late, kind, views));

    private static readonly Gen<Setting> GenSetting = Gen.Select(
        Gen.OneOf(BatchPolicies.Reform, BatchPolicies.Drain, BatchPolicies.Fixed),
        Gen.Int[1, 11],
        Gen.Int[1, 3],
        Gen.Int[1, 2],
        Gen.Bool,
        Gen.Bool,
        Gen.Bool,
        Gen.Bool,
        (policy, batch, lanes, workers, alone, shares, warm, shadows) =>
            new Setting(policy, batch, lanes, workers, alone, shares, warm, shadows));

    [Fact]
    public async Task AlignAsync_Anything_EveryFaceEndsOnceWithItsOwnOutcome()
    {
        int completed = 0;
        int cancelled = 0;

        await Gen.Select(GenArrival.Array[1, MostFaces], GenSetting).SampleAsync(
            async (arrivals, setting) =>
            {
                Task<FaceAlignment>[] outcomes = await RunAsync(arrivals, setting);
                completed += outcomes.Count(static outcome => outcome.IsCompletedSuccessfully);
                cancelled += outcomes.Count(static outcome => outcome.IsCanceled);
            },
            iter: Runs,
            threads: 1);

        Assert.NotEqual(0, completed);
        Assert.NotEqual(0, cancelled);
    }

    private static async Task<Task<FaceAlignment>[]> RunAsync(Arrival[] arrivals, Setting setting)
    {
        using var meters = new TestMeters();
        using var counters = new Counters(meters);
        var finder = new FakeFinder();
        finder.Spoilt.Add(SpoiltCell);
        using var fixture = new SchedulerFixture(
            new FixtureOptions
            {
                QueueLimit = 40,
                BatchLimit = setting.BatchLimit,
                Policy = setting.Policy,
                Breaker = Breaker,
                Shadow = new ShadowOptions { Share = setting.HasShadows ? 1 : 0 },
            },
            lanes: setting.Lanes, workers: setting.Workers, hasAlone: setting.HasAlone, sharesProcessors: setting.SharesProcessors,
            retained: MostFaces, meters: meters, finder: finder);
        if (setting.IsWarm)
        {
            await fixture.WarmUpAsync(TimeSpan.FromMilliseconds(2));
        }

        CancellationTokenSource[] leaving = [.. arrivals.Select(static _ => new CancellationTokenSource())];
        int probes = 0;
        int searches = 0;
        finder.OnRun = _ =>
        {
            fixture.Time.Advance(TimeSpan.FromMilliseconds(5));
            if (Interlocked.Increment(ref searches) % 20 == 0)
            {
                throw new InvalidDataException("the detector failed");
            }
        };
        fixture.Stages.ExitStage = face => face < arrivals.Length ? arrivals[face].ExitStage : int.MaxValue;
        fixture.Stages.OnRun = call =>
        {
            fixture.Time.Advance(TimeSpan.FromMilliseconds(2));
            if (call.IsNobodys)
            {
                if (Interlocked.Increment(ref probes) % 3 == 0)
                {
                    throw new InvalidDataException("still broken");
                }

                return;
            }

            foreach (int face in call.Faces.Where(face => arrivals[face].LeavesIn == call.Stage))
            {
                // Itself while it runs, and another wherever that is: waiting, running, done or not yet here.
                leaving[face].Cancel();
                leaving[(face + 20) % leaving.Length].Cancel();
            }

            // Comes back, but so late that it has been given up, and whatever else runs with it.
            if (call.Faces.Any(face => arrivals[face].LateIn == call.Stage))
            {
                fixture.Time.Advance(1.5 * fixture.Options.StageTimeout);
            }

            if (call.Faces.Any(face => arrivals[face].FaultIn == call.Stage))
            {
                throw new InvalidDataException("fault");
            }
        };
        fixture.Stages.Spoil = row =>
        {
            if (row.Face != StageCall.Nobody && arrivals[row.Face].NoNumberIn == row.Stage)
            {
                row.PredictedError = float.NaN;
            }
        };

        var outcomes = new Task<FaceAlignment>[arrivals.Length];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, arrivals.Length),
            new ParallelOptions { MaxDegreeOfParallelism = Callers },
            async (face, _) =>
            {
                await SearchAsync(fixture, finder, arrivals[face], leaving[face]);
                outcomes[face] = fixture.AlignAsync(face, arrivals[face].Order, leaving[face].Token);
                await Task.WhenAny(outcomes[face]);
                if (fixture.Scheduler.Breaker.State == BreakerState.Open || fixture.Detector!.Breaker.State == BreakerState.Open)
                {
                    fixture.Time.Advance(Breaker.Pause);
                }
            });

        await fixture.Scheduler.DrainAsync(CancellationToken.None);
        fixture.AssertEmpty();
        for (int face = 0; face < arrivals.Length; face++)
        {
            await CheckAsync(fixture, setting.Policy, face, arrivals[face].Order, outcomes[face], leaving[face].IsCancellationRequested);
        }

        CheckStages(fixture);
        counters.Check(outcomes, setting.HasShadows);
        Assert.All(meters.Now<int>("musica.queue.depth").Values, static depth => Assert.Equal(0, depth));
        fixture.Engine.Dispose();
        fixture.Faces.AssertAllGivenBackOnce();
        Array.ForEach(leaving, static source => source.Dispose());
        return outcomes;
    }

    // Each search ends once: with what its own views show, or with a reason.
    private static async Task SearchAsync(SchedulerFixture fixture, FakeFinder finder, Arrival arrival, CancellationTokenSource leaving)
    {
        if (arrival.Views == 0)
        {
            return;
        }

        int[] cells = [.. Enumerable.Range(arrival.ExitStage, arrival.Views)];
        Task<IEnumerable<int>> search = fixture.SearchAsync(finder, cells, arrival.Order.TimeLeft, leaving.Token);
        switch (await Record.ExceptionAsync(() => search))
        {
            case null:
                Assert.DoesNotContain(SpoiltCell, cells);
                Assert.Equal(cells, await search);
                break;
            case OperationCanceledException:
                Assert.True(leaving.IsCancellationRequested);
                break;
            case DeadlineExceededException:
                Assert.NotNull(arrival.Order.TimeLeft);
                break;
            case AdmissionException refused:
                Assert.Contains(refused.Refusal.Reason, new[] { RefusalReason.Failing, RefusalReason.Stalled, RefusalReason.Faces });
                break;
            case { } failure:
                Assert.True(failure is StageFailedException { Stage: 0 } or StageStalledException, failure.ToString());
                break;
        }
    }

    // The stage, counted from 0, in which something happens to a face; most often one that there is not. Fewer happenings are simpler.
    private static Gen<int> In(int oneOf) => Gen.Int[0, oneOf - 1].Select(drawn => oneOf - 1 - drawn);

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
            case AdmissionException { Refusal.Reason: RefusalReason.Deadline }:
                Assert.NotNull(order.TimeLeft);
                break;
            case AdmissionException refused:
                Assert.Contains(refused.Refusal.Reason, new[] { RefusalReason.Failing, RefusalReason.Stalled });
                break;
            case { } failure:
                Assert.True(failure is StageFailedException or StageStalledException, failure.ToString());
                break;
        }
    }

    // Each stage saw a face at most once, and only after the stages before it; a shadow goes on where its face left.
    private static void CheckStages(SchedulerFixture fixture)
    {
        foreach (IGrouping<int, int> face in fixture.Stages.Runs
            .Where(run => !run.IsNobodys)
            .SelectMany(run => run.Faces.Select(face => (run.Stage, Face: face))).GroupBy(pair => pair.Face, pair => pair.Stage))
        {
            Assert.Equal(Enumerable.Range(0, face.Count()), face);
        }
    }

    /// <summary>A face, and what happens to it in which stage, counted from 0.</summary>
    private sealed record Arrival(int ExitStage, int LeavesIn, int FaultIn, int NoNumberIn, int LateIn, int Kind, int Views)
    {
        public FaceOrder Order => new(1)
        {
            Limits = Kind == 5 ? new ExitLimits(MaxStages: 2) : ExitLimits.Default,
            Priority = Kind == 4 ? FacePriority.Bulk : FacePriority.Interactive,
            TimeLeft = Kind == 3 ? TimeSpan.FromMilliseconds(30) : null,
        };
    }

    private sealed record Setting(
        string Policy, int BatchLimit, int Lanes, int Workers, bool HasAlone, bool SharesProcessors, bool IsWarm, bool HasShadows);

    private sealed class Counters(TestMeters meters) : IDisposable
    {
        private readonly MetricCollector<long> _faces = meters.Watch<long>("musica.faces");
        private readonly MetricCollector<long> _rejections = meters.Watch<long>("musica.rejections");
        private readonly MetricCollector<long> _exits = meters.Watch<long>("musica.stage.exits");
        private readonly MetricCollector<long> _shadows = meters.Watch<long>("musica.exit.shadows");
        private readonly MetricCollector<long> _cancellations = meters.Watch<long>("musica.cancellations");

        public void Check(Task<FaceAlignment>[] outcomes, bool hasShadows)
        {
            Dictionary<string, double> faces = _faces.Counts();
            double completed = outcomes.Count(static outcome => outcome.IsCompletedSuccessfully);
            double cancelled = outcomes.Count(static outcome => outcome.IsCanceled);
            double failed = outcomes.Count(static outcome => outcome.Exception?.InnerException is StageFailedException or StageStalledException);
            Assert.Equal(completed, faces.GetValueOrDefault("outcome=completed"));
            Assert.Equal(cancelled, faces.GetValueOrDefault("outcome=cancelled"));
            Assert.Equal(failed, faces.GetValueOrDefault("outcome=failed"));
            Assert.Equal(outcomes.Length, faces.Values.Sum() + _rejections.Counts().Values.Sum());
            Assert.Equal(completed, _exits.Counts().Values.Sum());
            double early = _exits.Counts().Where(static exit => exit.Key.EndsWith("confident", StringComparison.Ordinal)).Sum(static exit => exit.Value);
            Assert.Equal(hasShadows ? early : 0, _shadows.Counts().Values.Sum());
            Assert.Equal(cancelled, _cancellations.Counts().Values.Sum());
        }

        public void Dispose()
        {
            _faces.Dispose();
            _rejections.Dispose();
            _exits.Dispose();
            _shadows.Dispose();
            _cancellations.Dispose();
        }
    }
}
