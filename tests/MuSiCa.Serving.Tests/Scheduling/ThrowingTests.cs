using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace MuSiCa.Serving.Tests;

/// <summary>What throws beside the stages must cost nobody their outcome, and no worker its life.</summary>
public sealed class ThrowingTests
{
    [Fact]
    public async Task AlignAsync_MetricsListenerThrows_EveryFaceHasItsOutcome()
    {
        using var meters = new TestMeters { OnMeasured = static (_, _) => throw new InvalidOperationException("the listener is broken") };
        using var fixture = new SchedulerFixture(new FixtureOptions { BatchLimit = 2 }, lanes: 2, meters: meters);
        using var leaves = new CancellationTokenSource();
        fixture.Stages.OnRun = call =>
        {
            if (call.Faces.Contains(7))
            {
                leaves.Cancel();
            }

            if (call.Faces.Contains(8))
            {
                throw new InvalidDataException("fault");
            }
        };

        fixture.AssertOwn(1, await fixture.AlignAsync(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fixture.AlignAsync(7, leaves.Token));
        await Assert.ThrowsAsync<StageFailedException>(() => fixture.AlignAsync(8));
        Assert.Equal(RefusalReason.Faces, fixture.Refusal(new FaceOrder(1000)).Reason);
        fixture.AssertOwn(2, await fixture.AlignAsync(2));

        await fixture.Scheduler.DrainAsync(CancellationToken.None);
        fixture.Engine.Dispose();
        fixture.AssertEmpty();
        fixture.Faces.AssertAllGivenBackOnce();
    }

    [Fact]
    public async Task AlignAsync_LogThrows_BreakerOpensAndClosesAllTheSame()
    {
        FakeLogCollector log = FakeLogCollector.Create(
            new FakeLogCollectorOptions { OutputSink = static _ => throw new InvalidOperationException("the log is full") });
        var options = new FixtureOptions { Breaker = new BreakerOptions { Failures = 1 } };
        using var fixture = new SchedulerFixture(options, logger: new FakeLogger<BatchScheduler>(log));
        fixture.Stages.OnRun = static _ => throw new InvalidDataException("fault");
        await Assert.ThrowsAsync<StageFailedException>(() => fixture.AlignAsync(1));
        Assert.Equal(RefusalReason.Failing, fixture.Refusal(new FaceOrder(1)).Reason);
        fixture.Stages.OnRun = static _ => { };

        fixture.Time.Advance(options.Breaker.Pause);
        Until.IsTrue(() => fixture.Scheduler.Breaker.State == BreakerState.Closed);

        fixture.AssertOwn(1, await fixture.AlignAsync(1));
        Until.IsTrue(() => log.Count == 2);
        FakeLogRecord[] records = [.. log.GetSnapshot()];
        Assert.Equal([LogLevel.Error, LogLevel.Information], records.Select(static record => record.Level));
        Assert.StartsWith("The model test failed on 1 batches in a row.", records[0].Message, StringComparison.Ordinal);
        Assert.Equal("The model test runs again", records[1].Message);
    }

    [Fact]
    public void Start_PolicyThrows_FacesThatWaitFailAndTheWorkerGoesOn()
    {
        var policy = new MoodyPolicy { Throws = true };
        var owner = new NoOwner();
        using var workers = new IdleWorkers(policy, sharesProcessors: [false]);
        Worker worker = workers.Worker(lane: 0);
        PendingFace[] failing = [workers.Face(owner), workers.Face(owner)];
        Assert.True(workers.TryAdd(failing[0]));
        Assert.True(workers.TryAdd(failing[1]));

        worker.Start();
        Until.IsTrue(() => failing.All(static face => face.IsSettled));
        policy.Throws = false;
        PendingFace next = workers.Face(owner);
        Assert.True(workers.TryAdd(next));

        Until.IsTrue(() => next.IsSettled);
        workers.Dispatcher.Close();
        Assert.True(worker.Join(TimeSpan.FromMinutes(1)));
        Assert.Equal([WorkEnd.Failed, WorkEnd.Failed, WorkEnd.Completed], owner.Ends);
    }

    private sealed class MoodyPolicy : IBatchPolicy
    {
        private volatile bool _throws;

        public bool Throws
        {
            get => _throws;
            set => _throws = value;
        }

        public bool LeavesEarly => true;

        public bool StaysTogether => true;

        public StageQueue Choose(QueueSet queues, bool isBusy, TimeSpan now) =>
            Throws ? throw new InvalidOperationException("a bug of the policy") : queues.Deepest(isEntry: false)!;
    }
}
