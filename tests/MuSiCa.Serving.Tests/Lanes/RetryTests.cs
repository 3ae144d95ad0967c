using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

public sealed class RetryTests
{
    // Above the final threshold of the test model.
    private const float Uncertain = 0.6f;

    private static readonly ModelPackage Package = TestModel.Package with
    {
        Patch = TestModel.Package.Patch with { IsAligned = true },
        Retries = [new RetryStart(IsOwn: true), new RetryStart(IsOwn: false, Turn: 60)],
    };

    [Fact]
    public async Task AlignAsync_UncertainFaces_GoOnceMoreAndEndAsOffline()
    {
        using var meters = new TestMeters();
        using MetricCollector<long> retries = meters.Watch<long>("musica.retries");
        using SchedulerFixture fixture = Create(new FixtureOptions { Package = Package }, meters);
        fixture.Stages.Error = static face => face % 2 == 0 ? Uncertain : FakeStages.LargeError;

        FaceAlignment[] alignments = await Task.WhenAll(Enumerable.Range(1, 6).Select(face => fixture.AlignAsync(face)));

        Assert.Equal([1, 3, 1, 3, 1, 3], alignments.Select(static face => face.Passes));
        for (int face = 1; face <= alignments.Length; face++)
        {
            fixture.AssertOwn(face, alignments[face - 1]);
        }

        Assert.Equal(6, retries.GetMeasurementSnapshot().Sum(static one => one.Value));
        fixture.AssertEmpty();
    }

    [Fact]
    public async Task AlignAsync_SecondPassIsGood_IsTheAnswer()
    {
        using SchedulerFixture fixture = Create(new FixtureOptions { Package = Package });
        int pass = 0;
        fixture.Stages.Spoil = row => row.PredictedError = row.Stage < 2 || pass++ == 0 ? Uncertain : FakeStages.LargeError;

        FaceAlignment alignment = await fixture.AlignAsync(5);

        Assert.Equal((2, FakeStages.LargeError), (alignment.Passes, alignment.PredictedError));
        Assert.Equal((ExitReason.Exhausted, AlignmentStatus.Accepted), (alignment.Exit, alignment.Status));
        Assert.Equal([0, 1, 2, 0, 1, 2], fixture.Stages.Runs.Select(static run => run.Stage));
    }

    [Fact]
    public async Task AlignAsync_TimeIsOverInAFurtherPass_LeavesWithTheBestBefore()
    {
        using SchedulerFixture fixture = Create(new FixtureOptions { Package = Package });
        await fixture.WarmUpAsync(TimeSpan.FromMilliseconds(100));
        fixture.Stages.OnRun = _ => fixture.Time.Advance(TimeSpan.FromMilliseconds(100));

        FaceAlignment alignment = await fixture.AlignAsync(5, new FaceOrder(1) { TimeLeft = TimeSpan.FromMilliseconds(450) });

        Assert.Equal((2, 3, ExitReason.Exhausted), (alignment.Passes, alignment.Stages, alignment.Exit));
        FaceAlignment once = fixture.Faces.Alone(5, new ExitLimits(MaxStages: 3), fixture.Stages);
        Assert.Equal(once.Landmarks.AsEnumerable(), alignment.Landmarks.AsEnumerable());
        Assert.Equal([0, 1, 2, 0], fixture.Stages.Runs.Select(static run => run.Stage));
        fixture.AssertEmpty();
    }

    [Theory]
    [InlineData(BatchPolicies.Drain)]
    [InlineData(BatchPolicies.Fixed)]
    public async Task AlignAsync_BatchStaysTogether_RunsOnce(string policy)
    {
        using SchedulerFixture fixture = Create(new FixtureOptions { Package = Package, Policy = policy });

        FaceAlignment alignment = await fixture.AlignAsync(5);

        Assert.Equal((1, 3), (alignment.Passes, fixture.Stages.Runs.Count));
    }

    [Fact]
    public async Task AlignAsync_QueueIsLong_RunsOnce()
    {
        using SchedulerFixture fixture = Create(new FixtureOptions
        {
            Package = Package,
            QueueLimit = 1,
            Degraded = new DegradedOptions { Enabled = true, EnterAt = 0.5, LeaveAt = 0.25, Factor = 1 },
        });

        Assert.Equal(1, (await fixture.AlignAsync(5)).Passes);
    }

    [Fact]
    public async Task Cancel_InAFurtherPass_GivesEverythingBack()
    {
        using var leaving = new CancellationTokenSource();
        using SchedulerFixture fixture = Create(new FixtureOptions { Package = Package });
        fixture.Stages.OnRun = _ =>
        {
            if (fixture.Stages.Runs.Count == 5)
            {
                leaving.Cancel();
            }
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fixture.AlignAsync(5, leaving.Token));

        fixture.AssertEmpty();
    }

    private static SchedulerFixture Create(FixtureOptions options, TestMeters? meters = null)
    {
        var fixture = new SchedulerFixture(options, meters: meters);
        fixture.Stages.Error = static _ => Uncertain;
        return fixture;
    }
}
