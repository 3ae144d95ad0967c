using Microsoft.Extensions.Time.Testing;
using MuSiCa.Finder;

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

        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        _gate.Release(100);

        Assert.Equal([1], await running);
        Assert.Equal([3], await stays);
        Assert.Equal([1, 1], _finder.Batches);
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
        Assert.False(engine.TryAdmit(1, out _, out AdmissionRefusal? refusal));
        Assert.Equal(RefusalReason.Stalled, refusal.Reason);
        _gate.Release(100);
        await engine.DrainAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.False(engine.IsStalled);
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
    public async Task DrainAsync_SearchIsOverAndItsImageIsNot_WaitsForTheImage()
    {
        SearchEngine engine = Engine(lanes: 1);
        Assert.True(engine.TryAdmit(1, out ISearchAdmission? admission, out _));
        await admission.SearchAsync([_finder.View(1)], Terms, CancellationToken.None);

        Task drained = engine.DrainAsync(CancellationToken.None);

        Assert.Equal(0, engine.PlacesTaken);
        Assert.False(drained.IsCompleted);
        admission.Dispose();
        await drained;
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

    private SearchEngine Engine(int lanes, int places = 64) => _engine = new SearchEngine(
        [.. Enumerable.Range(1, lanes).Select(_finder.Lane)],
        new SearchOptions { QueueLimit = places, BatchLimit = 4, StageTimeout = TimeSpan.FromSeconds(10) },
        _memory,
        _time);

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
