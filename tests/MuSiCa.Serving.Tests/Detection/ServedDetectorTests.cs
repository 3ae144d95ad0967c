using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

public sealed class ServedDetectorTests : IDisposable
{
    private static readonly SearchTerms Terms = new(0.5f, FacePriority.Interactive, null);

    private readonly FakeFinder _finder = new();
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryBudget _memory = new(64L * FakeFinder.BytesPerView);
    private readonly SemaphoreSlim _gate = new(0);
    private readonly SemaphoreSlim _entered = new(0);
    private BatchScheduler? _scheduler;

    [Fact]
    public async Task SearchAsync_ManyImagesAtOnce_EachGetsWhatItsOwnViewsShow()
    {
        ServedDetector detector = Detector(lanes: 2);
        var random = new Random(5);
        int[][] images = [.. Enumerable.Range(0, 300).Select(_ => Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(FakeFinder.Cells)).ToArray())];

        await Parallel.ForEachAsync(images, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (cells, token) =>
            Assert.Equal(cells.Order(), await FindAsync(detector, cells, token)));

        Assert.Equal((0, 0L), (detector.PlacesTaken, _memory.Used));
        Assert.InRange(_finder.Batches.Max(), 1, 4);
    }

    [Fact]
    public async Task SearchAsync_Over_HoldsNothingAnyMore()
    {
        ServedDetector detector = Detector(lanes: 1);
        for (int i = 0; i < 500; i++)
        {
            Break(i % 2 == 0);

            await Record.ExceptionAsync(() => FindAsync(detector, 1, 2, 3, 4));

            Assert.Equal((0, 0L), (detector.PlacesTaken, _memory.Used));
        }
    }

    [Fact]
    public async Task SearchAsync_ViewsOfDifferentImages_RunTogether()
    {
        ServedDetector detector = Detector(lanes: 1);
        Hold();
        Task<IEnumerable<int>> first = FindAsync(detector, 1);
        await _entered.WaitAsync();
        Task<IEnumerable<int>>[] waiting = [.. Enumerable.Range(2, 5).Select(cell => FindAsync(detector, cell))];

        _gate.Release(100);
        await Task.WhenAll([first, .. waiting]);

        Assert.Equal([1, 4, 1], _finder.Batches);
    }

    [Fact]
    public async Task SearchAsync_CallerLeaves_IsCancelledAndHurtsNobody()
    {
        ServedDetector detector = Detector(lanes: 1);
        Hold();
        Task<IEnumerable<int>> running = FindAsync(detector, 1);
        await _entered.WaitAsync();
        using var leaves = new CancellationTokenSource();
        Task<IEnumerable<int>> gone = FindAsync(detector, [2], leaves.Token);
        Task<IEnumerable<int>> stays = FindAsync(detector, 3);

        Assert.Equal(3, detector.PlacesTaken);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        Assert.Equal((2, 2L * FakeFinder.BytesPerView), (detector.PlacesTaken, _memory.Used));
        _gate.Release(100);

        Assert.Equal([1], await running);
        Assert.Equal([3], await stays);
        Assert.Equal([1, 1], _finder.Batches);
    }

    // Some of its views run and some wait; those that wait are needed no more.
    [Fact]
    public async Task SearchAsync_OneOfItsBatchesFails_TheViewsThatWaitAreGivenBackAtOnce()
    {
        ServedDetector detector = Detector(lanes: 1);
        int runs = 0;
        _finder.OnRun = _ =>
        {
            if (Interlocked.Increment(ref runs) == 1)
            {
                _entered.Release();
                _gate.Wait();
                throw new InvalidDataException("broken");
            }
        };
        Task<IEnumerable<int>> large = FindAsync(detector, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        await _entered.WaitAsync();

        _gate.Release(100);

        await Assert.ThrowsAsync<StageFailedException>(() => large);
        Assert.Equal((0, 0L), (detector.PlacesTaken, _memory.Used));
        Assert.Equal([4], _finder.Batches);
    }

    [Fact]
    public async Task SearchAsync_AlreadyCancelled_HoldsNothingAndRunsNothing()
    {
        ServedDetector detector = Detector(lanes: 1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FindAsync(detector, [1, 2], new CancellationToken(canceled: true)));

        Assert.Equal((0, 0L), (detector.PlacesTaken, _memory.Used));
        Assert.Empty(_finder.Batches);
    }

    [Fact]
    public async Task SearchAsync_OneViewIsNoNumber_FailsThatSearchOnly()
    {
        ServedDetector detector = Detector(lanes: 1);
        _finder.Spoilt.Add(3);
        Hold();
        Task<IEnumerable<int>> running = FindAsync(detector, 1);
        await _entered.WaitAsync();
        Task<IEnumerable<int>> before = FindAsync(detector, 2);
        Task<IEnumerable<int>> spoilt = FindAsync(detector, 3);
        Task<IEnumerable<int>> behind = FindAsync(detector, 4);

        _gate.Release(100);

        StageFailedException failure = await Assert.ThrowsAsync<StageFailedException>(() => spoilt);
        Assert.IsType<FinderOutputException>(failure.InnerException);
        Assert.Equal([1], await running);
        Assert.Equal([2], await before);
        Assert.Equal([4], await behind);
        Assert.Equal([1, 3], _finder.Batches);
        Assert.Equal((0, 0L), (detector.PlacesTaken, _memory.Used));
    }

    [Fact]
    public async Task SearchAsync_TheFinderFailsEveryTime_IsRefusedUntilAProbeRuns()
    {
        ServedDetector detector = Detector(lanes: 1);
        Break(true);
        for (int i = 0; i < new BreakerOptions().Failures; i++)
        {
            await Assert.ThrowsAsync<StageFailedException>(() => FindAsync(detector, 1, 2));
        }

        Assert.False(detector.TryAdmit(1, out _, out AdmissionRefusal? refusal));
        Assert.Equal((RefusalReason.Failing, TimeSpan.FromSeconds(1)), (refusal.Reason, refusal.RetryAfter));
        Assert.Equal(5, _finder.Batches.Length);
        _time.Advance(TimeSpan.FromSeconds(1));
        Until.IsTrue(() => detector.Breaker.RetryAfter == TimeSpan.FromSeconds(2));
        Break(false);
        _time.Advance(TimeSpan.FromSeconds(2));
        Until.IsTrue(() => detector.Breaker.State == BreakerState.Closed);

        Assert.Equal([2], await FindAsync(detector, 2));
        Assert.Equal([2, 2, 2, 2, 2, 2, 2, 1], _finder.Batches);
        Assert.Equal((0, 0L), (detector.PlacesTaken, _memory.Used));
    }

    [Fact]
    public async Task SearchAsync_BreakerOpensWhileOthersWait_GivesThemBack()
    {
        ServedDetector detector = Detector(lanes: 1, breaker: new BreakerOptions { Failures = 1 });
        _finder.OnRun = _ =>
        {
            _entered.Release();
            _gate.Wait();
            throw new InvalidDataException("broken");
        };
        Task<IEnumerable<int>> failing = FindAsync(detector, 1);
        await _entered.WaitAsync();
        Task<IEnumerable<int>> waiting = FindAsync(detector, 2);

        _gate.Release(100);

        await Assert.ThrowsAsync<StageFailedException>(() => failing);
        AdmissionException refused = await Assert.ThrowsAsync<AdmissionException>(() => waiting);
        Assert.Equal(RefusalReason.Failing, refused.Refusal.Reason);
        Assert.Equal((0, 0L), (detector.PlacesTaken, _memory.Used));
    }

    [Fact]
    public async Task SearchAsync_TheFinderThrows_FailsThatBatchOnly()
    {
        ServedDetector detector = Detector(lanes: 1);
        Break(true);

        await Assert.ThrowsAsync<StageFailedException>(() => FindAsync(detector, 1));
        Break(false);

        Assert.Equal([2], await FindAsync(detector, 2));
        Assert.Equal(0, detector.PlacesTaken);
    }

    [Fact]
    public async Task SearchAsync_TheFinderHangs_IsGivenUpAndEveryOtherSearchToo()
    {
        ServedDetector detector = Detector(lanes: 1);
        Hold();
        Task<IEnumerable<int>> hanging = FindAsync(detector, 1);
        await _entered.WaitAsync();
        Task<IEnumerable<int>> waiting = FindAsync(detector, 2);

        _time.Advance(TimeSpan.FromSeconds(20));

        await Assert.ThrowsAsync<StageStalledException>(() => hanging);
        AdmissionException refused = await Assert.ThrowsAsync<AdmissionException>(() => waiting);
        Assert.Equal(RefusalReason.Stalled, refused.Refusal.Reason);
        Assert.True(detector.IsStalled);
        Assert.Equal((0, 0L), (detector.PlacesTaken, _memory.Used));
        Assert.False(detector.TryAdmit(1, out _, out AdmissionRefusal? refusal));
        Assert.Equal(RefusalReason.Stalled, refusal.Reason);
        _gate.Release(100);
        Until.IsTrue(() => !detector.IsStalled);
        Assert.Equal([3], await FindAsync(detector, 3));
    }

    [Fact]
    public async Task DrainAsync_OnlyHungWorkIsLeft_IsDone()
    {
        ServedDetector detector = Detector(lanes: 2);
        Hold();
        Task<IEnumerable<int>> hanging = FindAsync(detector, 1);
        await _entered.WaitAsync();
        Task drained = detector.DrainAsync(CancellationToken.None);
        Assert.False(drained.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(20));

        await Assert.ThrowsAsync<StageStalledException>(() => hanging);
        await drained.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Dispose_TheFinderHangs_FreesNothingThatItUsesAndSaysSoOnce(bool isGivenUp)
    {
        var log = new FakeLogger<BatchScheduler>();
        FinderSession session = _finder.Session();
        ServedDetector detector = Detector([session], log: log);
        Hold();
        Task<IEnumerable<int>> hanging = FindAsync(detector, 1);
        await _entered.WaitAsync();
        if (isGivenUp)
        {
            _time.Advance(TimeSpan.FromSeconds(20));
        }

        _scheduler!.Dispose();
        session.Dispose();

        Assert.IsType(isGivenUp ? typeof(StageStalledException) : typeof(AdmissionException), await Record.ExceptionAsync(() => hanging));
        Assert.False(_finder.IsDisposed, "The session was closed under the finder.");
        Assert.Equal((0, 0L), (detector.PlacesTaken, _memory.Used));
        FakeLogRecord record = Assert.Single(log.Collector.GetSnapshot());
        Assert.Equal(LogLevel.Warning, record.Level);
        Assert.Equal("Stopping: lane fake-1 hangs; what it uses is not freed before it is back, or the process ends", record.Message);
        _gate.Release(100);
        Until.IsTrue(() => _finder.IsDisposed);
    }

    [Fact]
    public async Task SearchAsync_TimeIsOverBeforeItsTurn_Expires()
    {
        ServedDetector detector = Detector(lanes: 1);
        Hold();
        Task<IEnumerable<int>> running = FindAsync(detector, 1);
        await _entered.WaitAsync();
        Task<CandidateList> late = SearchAsync(detector, [2], Terms with { TimeLeft = TimeSpan.FromMilliseconds(10) });

        _time.Advance(TimeSpan.FromMilliseconds(20));
        _gate.Release(100);

        Assert.Equal([1], await running);
        await Assert.ThrowsAsync<DeadlineExceededException>(() => late);
        Assert.Equal([1], _finder.Batches);
    }

    [Fact]
    public void TryAdmit_MoreViewsThanPlaces_IsRefusedAndNamesTheSetting()
    {
        ServedDetector detector = Detector(lanes: 1, places: 10);
        Assert.True(detector.TryAdmit(8, out ISearchAdmission? admission, out _));

        Assert.False(detector.TryAdmit(3, out _, out AdmissionRefusal? refusal));
        admission.Dispose();
        admission.Dispose();

        Assert.Contains("MuSiCa:Finding:QueueLimit", refusal.Message, StringComparison.Ordinal);
        Assert.NotNull(refusal.RetryAfter);
        Assert.True(detector.TryAdmit(10, out admission, out _));
        admission.Dispose();
        Assert.False(detector.TryAdmit(11, out _, out refusal));
        Assert.Null(refusal.RetryAfter);
    }

    [Fact]
    public void TryAdmit_NoMemory_IsRefused()
    {
        ServedDetector detector = Detector(lanes: 1);
        Assert.True(_memory.TryTake(_memory.Limit));

        Assert.False(detector.TryAdmit(1, out _, out AdmissionRefusal? refusal));

        Assert.Equal(RefusalReason.Memory, refusal.Reason);
    }

    [Fact]
    public async Task DrainAsync_SearchUnderWay_FinishesItAndTakesNoOther()
    {
        ServedDetector detector = Detector(lanes: 1);
        Hold();
        Task<IEnumerable<int>> running = FindAsync(detector, 1);
        await _entered.WaitAsync();

        Task drained = detector.DrainAsync(CancellationToken.None);
        Assert.False(detector.TryAdmit(1, out _, out AdmissionRefusal? refusal));
        Assert.False(drained.IsCompleted);
        _gate.Release(100);
        await drained;

        Assert.Equal(RefusalReason.Draining, refusal.Reason);
        Assert.Equal([1], await running);
    }

    [Fact]
    public async Task SearchAsync_MoreViewsThanWereAdmitted_GivesEverythingBack()
    {
        ServedDetector detector = Detector(lanes: 1);
        Assert.True(detector.TryAdmit(1, out ISearchAdmission? admission, out _));

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => admission.SearchAsync([_finder.View(1), _finder.View(2)], Terms, CancellationToken.None));

        Assert.Equal((0, 0L), (detector.PlacesTaken, _memory.Used));
    }

    [Fact]
    public async Task WarmUpAsync_RunsEveryBatchSize()
    {
        await Detector(lanes: 1).WarmUpAsync(CancellationToken.None);

        Assert.Equal([1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4], _finder.Batches);
    }

    public void Dispose()
    {
        _gate.Release(1000);
        _scheduler?.Dispose();
        _gate.Dispose();
        _entered.Dispose();
    }

    private ServedDetector Detector(int lanes, int places = 64, BreakerOptions? breaker = null) =>
        Detector([.. Enumerable.Range(1, lanes).Select(_ => _finder.Session())], places, breaker);

    private ServedDetector Detector(
        FinderSession[] sessions, int places = 64, BreakerOptions? breaker = null, ILogger<BatchScheduler>? log = null)
    {
        _scheduler = new BatchScheduler(
            [.. sessions.Select(static (_, index) => new LaneDefinition($"fake-{index + 1}"))],
            new SchedulerOptions { StageTimeout = TimeSpan.FromSeconds(10), Breaker = breaker ?? new BreakerOptions() },
            _time,
            logger: log);
        return _scheduler.Add(
            [.. sessions.Select(static session => new LaneSession<FinderSession>(session))],
            new DetectorOptions { QueueLimit = places, BatchLimit = 4 },
            _memory);
    }

    private void Hold() => _finder.OnRun = _ =>
    {
        _entered.Release();
        _gate.Wait();
    };

    private void Break(bool isBroken) => _finder.OnRun = _ =>
    {
        if (isBroken)
        {
            throw new InvalidDataException("broken");
        }
    };

    private Task<IEnumerable<int>> FindAsync(ServedDetector detector, params int[] cells) => FindAsync(detector, cells, CancellationToken.None);

    private async Task<IEnumerable<int>> FindAsync(ServedDetector detector, int[] cells, CancellationToken cancellationToken)
    {
        CandidateList found = await SearchAsync(detector, cells, Terms, cancellationToken);
        return found.ToArray().Select(face => (int)face.Box.X).Order();
    }

    private async Task<CandidateList> SearchAsync(
        ServedDetector detector, int[] cells, SearchTerms terms, CancellationToken cancellationToken = default)
    {
        Assert.True(detector.TryAdmit(cells.Length, out ISearchAdmission? admission, out _));
        using (admission)
        {
            return await admission.SearchAsync([.. cells.Select(_finder.View)], terms, cancellationToken);
        }
    }
}
