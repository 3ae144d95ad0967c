using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using MuSiCa.Service.Admission;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Decoding;
using MuSiCa.Serving;

namespace MuSiCa.Service.Tests.Decoding;

public sealed class DecodeWorkersTests
{
    private readonly TestTime _time = new();

    [Fact]
    public async Task Run_BothClassesWaiting_TakesABulkOneAfterThreeInteractiveOnes()
    {
        using DecodeWorkers workers = Create(1);
        using var held = new HeldWorker(workers);
        var order = new ConcurrentQueue<string>();
        Task[] runs =
        [
            .. Enumerable.Range(0, 3).Select(i => Note(FacePriority.Bulk, $"b{i}")),
            .. Enumerable.Range(0, 7).Select(i => Note(FacePriority.Interactive, $"i{i}")),
        ];
        Assert.Equal(10, workers.Depth);

        await held.LetGoAsync();
        await Task.WhenAll(runs);

        Assert.Equal(["i0", "i1", "i2", "b0", "i3", "i4", "i5", "b1", "i6", "b2"], order);
        Assert.Equal(0, workers.Depth);

        Task Note(FacePriority priority, string name) => RunAsync(
                workers,
            () =>
            {
                order.Enqueue(name);
                return 0;
            },
            priority,
            CancellationToken.None);
    }

    [Fact]
    public async Task Run_AsManyAsThreads_RunBesideEachOtherAndNoMore()
    {
        using DecodeWorkers workers = Create(2);
        using var one = new HeldWorker(workers);
        using var other = new HeldWorker(workers);

        Task<(int Result, TimeSpan Waited)> third = RunAsync(workers, static () => 3, FacePriority.Interactive, CancellationToken.None);

        Assert.Equal((1, false), (workers.Depth, third.IsCompleted));
        await one.LetGoAsync();
        Assert.Equal(3, (await third).Result);
        await other.LetGoAsync();
    }

    [Fact]
    public async Task Run_CancelledWhileWaiting_LeavesTheQueueAtOnceAndNeverRuns()
    {
        using DecodeWorkers workers = Create(1);
        using var held = new HeldWorker(workers);
        using var leaving = new CancellationTokenSource();
        bool ran = false;
        Task<(bool Result, TimeSpan Waited)> waiting = RunAsync(workers, () => ran = true, FacePriority.Bulk, leaving.Token);

        await leaving.CancelAsync();

        Assert.Equal(0, workers.Depth);
        OperationCanceledException exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(leaving.Token, exception.CancellationToken);
        await held.LetGoAsync();
        await RunAsync(workers, static () => 0, FacePriority.Bulk, CancellationToken.None);
        Assert.False(ran);
    }

    [Fact]
    public async Task Run_CancelledBefore_NeverWaits()
    {
        using DecodeWorkers workers = Create(1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => RunAsync<int>(
                workers, static () => throw new InvalidOperationException(), FacePriority.Bulk, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Run_CancelledWhileRunning_IsWaitedForAndKeepsItsResult()
    {
        using DecodeWorkers workers = Create(1);
        using var leaving = new CancellationTokenSource();
        using var held = new HeldWorker(workers, leaving.Token);

        await leaving.CancelAsync();

        Assert.False(held.Run.IsCompleted);
        await held.LetGoAsync();
        Assert.Equal(HeldWorker.Result, (await held.Run).Result);
    }

    [Fact]
    public async Task Run_WorkThrows_ComesBackToItsCallerAndTheWorkerLives()
    {
        using DecodeWorkers workers = Create(1);

        await Assert.ThrowsAsync<InvalidDataException>(
            () => RunAsync<int>(workers, static () => throw new InvalidDataException(), FacePriority.Bulk, CancellationToken.None));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => RunAsync<int>(workers, static () => throw new OperationCanceledException(), FacePriority.Bulk, CancellationToken.None));

        Assert.Equal(5, (await RunAsync(workers, static () => 5, FacePriority.Bulk, CancellationToken.None)).Result);
    }

    [Fact]
    public async Task Run_Waiting_IsMeasured()
    {
        using DecodeWorkers workers = Create(1);
        using var held = new HeldWorker(workers);
        Task<(int Result, TimeSpan Waited)> waiting = RunAsync(workers, static () => 0, FacePriority.Interactive, CancellationToken.None);

        _time.Advance(TimeSpan.FromMilliseconds(7));
        await held.LetGoAsync();

        Assert.Equal(TimeSpan.FromMilliseconds(7), (await waiting).Waited);
    }

    [Fact]
    public async Task Dispose_FinishesWhatRunsAndCancelsWhatWaits()
    {
        DecodeWorkers workers = Create(1);
        using var held = new HeldWorker(workers);
        Task<(int Result, TimeSpan Waited)> waiting = RunAsync(workers, static () => 0, FacePriority.Interactive, CancellationToken.None);

        Task disposal = Task.Run(workers.Dispose);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        Assert.False(disposal.IsCompleted);
        await held.LetGoAsync();
        await disposal;
        await Assert.ThrowsAsync<ObjectDisposedException>(
            () => RunAsync(workers, static () => 0, FacePriority.Interactive, CancellationToken.None));
        workers.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Run_RandomlyCancelled_RunsExactlyOnceOrNotAtAll(int seed)
    {
        const int Jobs = 2000;
        var random = new Random(seed);
        using DecodeWorkers workers = Create(3);
        int[] runs = new int[Jobs];
        bool[] completed = new bool[Jobs];
        await Task.WhenAll(Enumerable.Range(0, Jobs).Select(RunOneAsync));

        Assert.All(runs.Zip(completed), pair => Assert.Equal(pair.Second ? 1 : 0, pair.First));
        Assert.Contains(true, completed);
        Assert.Equal(0, workers.Depth);

        async Task RunOneAsync(int job)
        {
            using var leaving = new CancellationTokenSource();
            FacePriority priority = job % 3 == 0 ? FacePriority.Bulk : FacePriority.Interactive;
            Task<(int Result, TimeSpan Waited)> run = RunAsync(workers, () => Interlocked.Increment(ref runs[job]), priority, leaving.Token);
            bool leaves;
            lock (random)
            {
                leaves = random.Next(2) == 0;
            }

            if (leaves)
            {
                await leaving.CancelAsync();
            }

            try
            {
                await run;
                completed[job] = true;
            }
            catch (OperationCanceledException)
            {
                Assert.True(leaves);
            }
        }
    }

    private static Task<(T Result, TimeSpan Waited)> RunAsync<T>(
        DecodeWorkers workers, Func<T> work, FacePriority priority, CancellationToken cancellationToken) =>
        workers.RunAsync(new DecodeTerms(1, priority, new ClientShare()), static () => true, work, cancellationToken);

    private DecodeWorkers Create(int threads) => new(
        Options.Create(new ImagingOptions { Concurrency = threads }), new LargeImages(), new MemoryBudget(1), _time);

    /// <summary>Keeps a worker busy until it is let go.</summary>
    private sealed class HeldWorker : IDisposable
    {
        public const int Result = 42;

        private readonly Signal _goOn = new();

        public HeldWorker(DecodeWorkers workers, CancellationToken cancellationToken = default)
        {
            var begun = new Signal();
            Run = RunAsync(
                workers,
                () =>
                {
                    begun.Give();
                    _goOn.Wait();
                    return Result;
                },
                FacePriority.Interactive,
                cancellationToken);
            begun.Wait();
        }

        public Task<(int Result, TimeSpan Waited)> Run { get; }

        public async Task LetGoAsync()
        {
            _goOn.Give();
            await Run;
        }

        public void Dispose() => _goOn.Give();
    }
}
