using MuSiCa.Service.Admission;
using MuSiCa.Service.Decoding;
using MuSiCa.Serving;

namespace MuSiCa.Service.Tests.Decoding;

public sealed class DecodeQueueTests
{
    private const double Large = DecodeJob.LargeWork * 4;

    private readonly LargeImages _large = new();
    private readonly ClientShare _client = new();
    private readonly List<string> _failed = [];

    [Fact]
    public void TryTake_OneClientWithDearImages_WaitsForThemItself()
    {
        DecodeQueue queue = Queue(workers: 1);
        var greedy = new ClientShare();
        for (int i = 0; i < 3; i++)
        {
            queue.Add(Job($"dear {i}", 90, greedy));
        }

        for (int i = 0; i < 3; i++)
        {
            queue.Add(Job($"cheap {i}", 1));
        }

        Assert.Equal(["cheap 0", "cheap 1", "cheap 2", "dear 0", "dear 1", "dear 2"], TakeAll(queue));
    }

    [Fact]
    public void TryTake_ClientsWithAlikeImages_TakeTurnsHoweverManyEachSends()
    {
        DecodeQueue queue = Queue(workers: 1);
        var other = new ClientShare();
        queue.Add(Job("a0", 5));
        queue.Add(Job("a1", 5));
        queue.Add(Job("a2", 5));
        queue.Add(Job("b0", 5, other));
        queue.Add(Job("b1", 5, other));

        Assert.Equal(["a0", "b0", "a1", "b1", "a2"], TakeAll(queue));
    }

    // What a client did not use while it was idle is not saved up, and what others used does not count against it.
    [Fact]
    public void TryTake_ClientComesLate_BeginsWhereTheOthersAre()
    {
        DecodeQueue queue = Queue(workers: 1);
        for (int i = 0; i < 4; i++)
        {
            queue.Add(Job($"a{i}", 5));
        }

        Assert.Equal("a0", Take(queue));
        Assert.Equal("a1", Take(queue));
        var late = new ClientShare();
        queue.Add(Job("b0", 5, late));
        queue.Add(Job("b1", 5, late));

        Assert.Equal(["a2", "b0", "a3", "b1"], TakeAll(queue));
    }

    [Fact]
    public void TryTake_LargeImagesWait_LeaveOneWorkerToSmallOnes()
    {
        DecodeQueue queue = Queue(workers: 2);
        DecodeJob first = Job("large 0", Large, new ClientShare());
        queue.Add(first);
        queue.Add(Job("large 1", Large, new ClientShare()));
        Assert.Equal("large 0", Take(queue));
        queue.Add(Job("small", DecodeJob.LargeWork, new ClientShare()));

        Assert.Equal("small", Take(queue));
        queue.Done(first);

        Assert.Equal("large 1", Take(queue));
    }

    [Fact]
    public void TryTake_OneWorker_TakesLargeImagesToo()
    {
        DecodeQueue queue = Queue(workers: 1);
        queue.Add(Job("large", Large));

        Assert.Equal("large", Take(queue));
    }

    [Fact]
    public void TryTake_ContinuationWaits_GoesFirst()
    {
        DecodeQueue queue = Queue(workers: 1);
        queue.Add(Job("newcomer", 1));
        queue.Add(new FakeJob("begun", default, this) { IsContinuation = true });

        Assert.Equal(["begun", "newcomer"], TakeAll(queue));
    }

    [Fact]
    public async Task TryTake_NothingFreeForTheNext_WaitsUntilWoken()
    {
        DecodeQueue queue = Queue(workers: 1);
        bool isFree = false;
        queue.Add(Job("a", 1, begin: () => Volatile.Read(ref isFree)));
        queue.Add(Job("b", 1));

        Task<string> taken = Task.Run(() => Take(queue));
        Volatile.Write(ref isFree, true);
        while (!taken.IsCompleted)
        {
            queue.Wake();
            await Task.Yield();
        }

        Assert.Equal("a", await taken);
        Assert.Equal(["b"], TakeAll(queue));
    }

    [Fact]
    public void TryTake_LargeOneWaitsForWhatALargeOneHolds_SmallOnesPass()
    {
        DecodeQueue queue = Queue(workers: 3);
        _large.Add();
        queue.Add(Job("large", Large, begin: static () => false));
        queue.Add(Job("small", 1, new ClientShare()));

        Assert.Equal("small", Take(queue));
    }

    [Fact]
    public void TryTake_NextCannotEverBegin_FailsAndTheOthersGoOn()
    {
        DecodeQueue queue = Queue(workers: 1);
        queue.Add(Job("a", 1, begin: static () => throw new InvalidDataException("no")));
        queue.Add(Job("b", 1));

        Assert.Equal("b", Take(queue));
        Assert.Equal(["a: no"], _failed);
    }

    // What a job gives back while it tries to begin must not have the workers try again for ever.
    [Fact]
    public void Wake_WhileAJobTriesToBegin_ChangesNothing()
    {
        DecodeQueue? queue = null;
        int tries = 0;
        queue = Queue(workers: 1);
        queue.Add(Job("a", 1, begin: () =>
        {
            queue!.Wake();
            return ++tries == 2;
        }));
        Task<string> taken = Task.Run(() => Take(queue));
        SpinWait.SpinUntil(() => Volatile.Read(ref tries) == 1);

        while (!taken.IsCompleted)
        {
            queue.Wake();
        }

        Assert.Equal(2, tries);
    }

    [Fact]
    public void TryRemove_WaitingOrNot_SaysWhich()
    {
        DecodeQueue queue = Queue(workers: 1);
        DecodeJob waits = Job("a", 1);
        DecodeJob runs = Job("b", 0.5);
        queue.Add(waits);
        queue.Add(runs);

        Assert.Equal("a", Take(queue));
        Assert.True(queue.TryRemove(runs));
        Assert.False(queue.TryRemove(runs));
        Assert.False(queue.TryRemove(waits));
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void Close_JobsWait_AreGivenBack()
    {
        DecodeQueue queue = Queue(workers: 1);
        queue.Add(Job("a", 1));
        queue.Add(Job("b", Large));

        Assert.Equal(2, queue.Close().Count);
        Assert.False(queue.TryTake(out _));
        Assert.Throws<ObjectDisposedException>(() => queue.Add(Job("c", 1)));
    }

    private static string Take(DecodeQueue queue)
    {
        Assert.True(queue.TryTake(out DecodeJob? job));
        return ((FakeJob)job).Name;
    }

    private static List<string> TakeAll(DecodeQueue queue)
    {
        var names = new List<string>();
        while (queue.Count > 0)
        {
            names.Add(Take(queue));
        }

        return names;
    }

    private DecodeQueue Queue(int workers) => new(workers, _large);

    private FakeJob Job(string name, double work, ClientShare? client = null, Func<bool>? begin = null) =>
        new(name, new DecodeTerms(work, FacePriority.Interactive, client ?? _client), this) { OnBegin = begin ?? (static () => true) };

    private sealed class FakeJob(string name, DecodeTerms terms, DecodeQueueTests owner) : DecodeJob(terms, 0, TimeProvider.System)
    {
        public string Name => name;

        public Func<bool> OnBegin { get; init; } = static () => true;

        public override bool TryBegin() => OnBegin();

        public override void Run() => throw new NotSupportedException();

        public override void Cancel(CancellationToken cancellationToken) => throw new NotSupportedException();

        public override void Fail(Exception reason) => owner._failed.Add($"{name}: {reason.Message}");
    }
}
