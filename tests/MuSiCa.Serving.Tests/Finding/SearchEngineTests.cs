using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests.Finding;

public sealed class SearchEngineTests : IDisposable
{
    private static readonly SearchTerms Terms = new(0.5f, FacePriority.Interactive, null);

    private readonly FakeFinder _finder = new();
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryBudget _memory = new(64L * FakeFinder.BytesPerView);
    private readonly SemaphoreSlim _gate = new(0);
    private readonly SemaphoreSlim _entered = new(0);
    private SearchEngine? _engine;

    [Fact]
    public async Task SearchAsync_ManyImagesAtOnce_EachGetsWhatItsOwnViewsShow()
    {
        SearchEngine engine = Engine(lanes: 2);
        var random = new Random(5);
        int[][] images = [.. Enumerable.Range(0, 300).Select(_ => Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(FakeFinder.Cells)).ToArray())];

        await Parallel.ForEachAsync(images, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (cells, token) =>
            Assert.Equal(cells.Order(), await FindAsync(engine, cells, token)));

        Assert.Equal((0, 0L), (engine.PlacesTaken, _memory.Used));
        Assert.InRange(_finder.Batches.Max(), 1, 4);
    }

    [Fact]
    public async Task SearchAsync_Over_HoldsNothingAnyMore()
    {
        SearchEngine engine = Engine(lanes: 1);
        for (int i = 0; i < 500; i++)
        {
            Break(i % 2 == 0);

            await Record.ExceptionAsync(() => FindAsync(engine, 1, 2, 3, 4));

            Assert.Equal((0, 0L), (engine.PlacesTaken, _memory.Used));
        }
    }

    [Fact]
    public async Task SearchAsync_ViewsOfDifferentImages_RunTogether()
    {
        SearchEngine engine = Engine(lanes: 1);
        Hold();
        Task<IEnumerable<int>> first = FindAsync(engine, 1);
        await _entered.WaitAsync();
        Task<IEnumerable<int>>[] waiting = [.. Enumerable.Range(2, 5).Select(cell => FindAsync(engine, cell))];

        _gate.Release(100);
        await Task.WhenAll([first, .. waiting]);

        Assert.Equal([1, 4, 1], _finder.Batches);
    }

    [Fact]
    public async Task SearchAsync_CallerLeaves_IsCancelledAndHurtsNobody()
    {
        SearchEngine engine = Engine(lanes: 1);
        Hold();
        Task<IEnumerable<int>> running = FindAsync(engine, 1);
        await _entered.WaitAsync();
        using var leaves = new CancellationTokenSource();
        Task<IEnumerable<int>> gone = FindAsync(engine, [2], leaves.Token);
        Task<IEnumerable<int>> stays = FindAsync(engine, 3);

        Assert.Equal(3, engine.PlacesTaken);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        Assert.Equal((2, 2L * FakeFinder.BytesPerView), (engine.PlacesTaken, _memory.Used));
        _gate.Release(100);

        Assert.Equal([1], await running);
        Assert.Equal([3], await stays);
        Assert.Equal([1, 1], _finder.Batches);
    }

    // Some of its views run and some wait; those that wait are needed no more.
    [Fact]
    public async Task SearchAsync_OneOfItsBatchesFails_TheViewsThatWaitAreGivenBackAtOnce()
    {
        SearchEngine engine = Engine(lanes: 1);
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
        Task<IEnumerable<int>> large = FindAsync(engine, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        await _entered.WaitAsync();

        _gate.Release(100);

        await Assert.ThrowsAsync<StageFailedException>(() => large);
        Assert.Equal((0, 0L), (engine.PlacesTaken, _memory.Used));
        Assert.Equal([4], _finder.Batches);
    }

    [Fact]
    public async Task SearchAsync_AlreadyCancelled_HoldsNothingAndRunsNothing()
    {
        SearchEngine engine = Engine(lanes: 1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FindAsync(engine, [1, 2], new CancellationToken(canceled: true)));

        Assert.Equal((0, 0L), (engine.PlacesTaken, _memory.Used));
        Assert.Empty(_finder.Batches);
    }

    [Fact]
    public async Task SearchAsync_OneViewIsNoNumber_FailsThatSearchOnly()
    {
        SearchEngine engine = Engine(lanes: 1);
        _finder.Spoilt.Add(3);
        Hold();
        Task<IEnumerable<int>> running = FindAsync(engine, 1);
        await _entered.WaitAsync();
        Task<IEnumerable<int>> before = FindAsync(engine, 2);
        Task<IEnumerable<int>> spoilt = FindAsync(engine, 3);
        Task<IEnumerable<int>> behind = FindAsync(engine, 4);

        _gate.Release(100);

        StageFailedException failure = await Assert.ThrowsAsync<StageFailedException>(() => spoilt);
        Assert.IsType<FinderOutputException>(failure.InnerException);
        Assert.Equal([1], await running);
        Assert.Equal([2], await before);
        Assert.Equal([4], await behind);
        Assert.Equal([1, 3], _finder.Batches);
        Assert.Equal((0, 0L), (engine.PlacesTaken, _memory.Used));
    }

    [Fact]
    public async Task SearchAsync_TheFinderFailsEveryTime_IsRefusedUntilAProbeRuns()
    {
        SearchEngine engine = Engine(lanes: 1);
        Break(true);
        for (int i = 0; i < new BreakerOptions().Failures; i++)
        {
            await Assert.ThrowsAsync<StageFailedException>(() => FindAsync(engine, 1, 2));
        }

        Assert.False(engine.TryAdmit(1, out _, out AdmissionRefusal? refusal));
        Assert.Equal((RefusalReason.Failing, TimeSpan.FromSeconds(1)), (refusal.Reason, refusal.RetryAfter));
        Assert.Equal(5, _finder.Batches.Length);
        _time.Advance(TimeSpan.FromSeconds(1));
        Until.IsTrue(() => engine.Breaker.RetryAfter == TimeSpan.FromSeconds(2));
        Break(false);
        _time.Advance(TimeSpan.FromSeconds(2));
        Until.IsTrue(() => engine.Breaker.State == BreakerState.Closed);

        Assert.Equal([2], await FindAsync(engine, 2));
        Assert.Equal([2, 2, 2, 2, 2, 2, 2, 1], _finder.Batches);
        Assert.Equal((0, 0L), (engine.PlacesTaken, _memory.Used));
    }

    [Fact]
    public async Task SearchAsync_BreakerOpensWhileOthersWait_GivesThemBack()
    {
        SearchEngine engine = Engine(lanes: 1, breaker: new BreakerOptions { Failures = 1 });
        _finder.OnRun = _ =>
        {
            _entered.Release();
            _gate.Wait();
            throw new InvalidDataException("broken");
        };
        Task<IEnumerable<int>> failing = FindAsync(engine, 1);
        await _entered.WaitAsync();
        Task<IEnumerable<int>> waiting = FindAsync(engine, 2);

        _gate.Release(100);

        await Assert.ThrowsAsync<StageFailedException>(() => failing);
        AdmissionException refused = await Assert.ThrowsAsync<AdmissionException>(() => waiting);
        Assert.Equal(RefusalReason.Failing, refused.Refusal.Reason);
        Assert.Equal((0, 0L), (engine.PlacesTaken, _memory.Used));
    }

    [Fact]
    public async Task SearchAsync_TheFinderThrows_FailsThatBatchOnly()
    {
        SearchEngine engine = Engine(lanes: 1);
        Break(true);

        await Assert.ThrowsAsync<StageFailedException>(() => FindAsync(engine, 1));
        Break(false);

        Assert.Equal([2], await FindAsync(engine, 2));
        Assert.Equal(0, engine.PlacesTaken);
    }

    [Fact]
    public async Task SearchAsync_TheFinderHangs_IsGivenUpAndEveryOtherSearchToo()
    {
        SearchEngine engine = Engine(lanes: 1);
        Hold();
        Task<IEnumerable<int>> hanging = FindAsync(engine, 1);
        await _entered.WaitAsync();
        Task<IEnumerable<int>> waiting = FindAsync(engine, 2);

        _time.Advance(TimeSpan.FromSeconds(20));

        await Assert.ThrowsAsync<StageStalledException>(() => hanging);
        AdmissionException refused = await Assert.ThrowsAsync<AdmissionException>(() => waiting);
        Assert.Equal(RefusalReason.Stalled, refused.Refusal.Reason);
        Assert.True(engine.IsStalled);
        Assert.Equal((0, 0L), (engine.PlacesTaken, _memory.Used));
        Assert.False(engine.TryAdmit(1, out _, out AdmissionRefusal? refusal));
        Assert.Equal(RefusalReason.Stalled, refusal.Reason);
        _gate.Release(100);
        Until.IsTrue(() => !engine.IsStalled);
        Assert.Equal([3], await FindAsync(engine, 3));
    }

    [Fact]
    public async Task DrainAsync_OnlyHungWorkIsLeft_IsDone()
    {
        SearchEngine engine = Engine(lanes: 2);
        Hold();
        Task<IEnumerable<int>> hanging = FindAsync(engine, 1);
        await _entered.WaitAsync();
        Task drained = engine.DrainAsync(CancellationToken.None);
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
        var log = new FakeLogger<SearchEngine>();
        FinderLane lane = _finder.Lane(1);
        SearchEngine engine = Engine([lane], log: log);
        Hold();
        Task<IEnumerable<int>> hanging = FindAsync(engine, 1);
        await _entered.WaitAsync();
        if (isGivenUp)
        {
            _time.Advance(TimeSpan.FromSeconds(20));
        }

        engine.Dispose();
        lane.Session.Dispose();

        Assert.IsType(isGivenUp ? typeof(StageStalledException) : typeof(AdmissionException), await Record.ExceptionAsync(() => hanging));
        Assert.False(_finder.IsDisposed, "The session was closed under the finder.");
        Assert.Equal((0, 0L), (engine.PlacesTaken, _memory.Used));
        FakeLogRecord record = Assert.Single(log.Collector.GetSnapshot());
        Assert.Equal(LogLevel.Warning, record.Level);
        Assert.Equal("Stopping: lane finder fake-1 hangs; what it uses is not freed before it is back, or the process ends", record.Message);
        _gate.Release(100);
        Until.IsTrue(() => _finder.IsDisposed);
    }

    [Fact]
    public async Task SearchAsync_TimeIsOverBeforeItsTurn_Expires()
    {
        SearchEngine engine = Engine(lanes: 1);
        Hold();
        Task<IEnumerable<int>> running = FindAsync(engine, 1);
        await _entered.WaitAsync();
        Task<CandidateList> late = SearchAsync(engine, [2], Terms with { TimeLeft = TimeSpan.FromMilliseconds(10) });

        _time.Advance(TimeSpan.FromMilliseconds(20));
        _gate.Release(100);

        Assert.Equal([1], await running);
        await Assert.ThrowsAsync<DeadlineExceededException>(() => late);
        Assert.Equal([1], _finder.Batches);
    }

    [Fact]
    public void TryAdmit_MoreViewsThanPlaces_IsRefusedAndNamesTheSetting()
    {
        SearchEngine engine = Engine(lanes: 1, places: 10);
        Assert.True(engine.TryAdmit(8, out ISearchAdmission? admission, out _));

        Assert.False(engine.TryAdmit(3, out _, out AdmissionRefusal? refusal));
        admission.Dispose();
        admission.Dispose();

        Assert.Contains("MuSiCa:Finding:QueueLimit", refusal.Message, StringComparison.Ordinal);
        Assert.NotNull(refusal.RetryAfter);
        Assert.True(engine.TryAdmit(10, out admission, out _));
        admission.Dispose();
        Assert.False(engine.TryAdmit(11, out _, out refusal));
        Assert.Null(refusal.RetryAfter);
    }

    [Fact]
    public void TryAdmit_NoMemory_IsRefused()
    {
        SearchEngine engine = Engine(lanes: 1);
        Assert.True(_memory.TryTake(_memory.Limit));

        Assert.False(engine.TryAdmit(1, out _, out AdmissionRefusal? refusal));

        Assert.Equal(RefusalReason.Memory, refusal.Reason);
    }

    [Fact]
    public async Task DrainAsync_SearchUnderWay_FinishesItAndTakesNoOther()
    {
        SearchEngine engine = Engine(lanes: 1);
        Hold();
        Task<IEnumerable<int>> running = FindAsync(engine, 1);
        await _entered.WaitAsync();

        Task drained = engine.DrainAsync(CancellationToken.None);
        Assert.False(engine.TryAdmit(1, out _, out AdmissionRefusal? refusal));
        Assert.False(drained.IsCompleted);
        _gate.Release(100);
        await drained;

        Assert.Equal(RefusalReason.Draining, refusal.Reason);
        Assert.Equal([1], await running);
    }

    [Fact]
    public async Task SearchAsync_MoreViewsThanWereAdmitted_GivesEverythingBack()
    {
        SearchEngine engine = Engine(lanes: 1);
        Assert.True(engine.TryAdmit(1, out ISearchAdmission? admission, out _));

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => admission.SearchAsync([_finder.View(1), _finder.View(2)], Terms, CancellationToken.None));

        Assert.Equal((0, 0L), (engine.PlacesTaken, _memory.Used));
    }

    [Fact]
    public async Task WarmUpAsync_RunsEveryBatchSize()
    {
        await Engine(lanes: 1).WarmUpAsync(CancellationToken.None);

        Assert.Equal([1, 1, 2, 2, 3, 3, 4, 4], _finder.Batches.Order());
    }

    public void Dispose()
    {
        _gate.Release(1000);
        _engine?.Dispose();
        _gate.Dispose();
        _entered.Dispose();
    }

    private SearchEngine Engine(int lanes, int places = 64, BreakerOptions? breaker = null) =>
        Engine([.. Enumerable.Range(1, lanes).Select(_finder.Lane)], places, breaker);

    private SearchEngine Engine(
        FinderLane[] lanes, int places = 64, BreakerOptions? breaker = null, ILogger<SearchEngine>? log = null) => _engine = new SearchEngine(
            lanes,
            new SearchOptions
            {
                QueueLimit = places,
                BatchLimit = 4,
                StageTimeout = TimeSpan.FromSeconds(10),
                Breaker = breaker ?? new BreakerOptions(),
            },
            _memory,
            _time,
            logger: log);

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

    private Task<IEnumerable<int>> FindAsync(SearchEngine engine, params int[] cells) => FindAsync(engine, cells, CancellationToken.None);

    private async Task<IEnumerable<int>> FindAsync(SearchEngine engine, int[] cells, CancellationToken cancellationToken)
    {
        CandidateList found = await SearchAsync(engine, cells, Terms, cancellationToken);
        return found.ToArray().Select(face => (int)face.Box.X).Order();
    }

    private async Task<CandidateList> SearchAsync(
        SearchEngine engine, int[] cells, SearchTerms terms, CancellationToken cancellationToken = default)
    {
        Assert.True(engine.TryAdmit(cells.Length, out ISearchAdmission? admission, out _));
        using (admission)
        {
            return await admission.SearchAsync([.. cells.Select(_finder.View)], terms, cancellationToken);
        }
    }
}
