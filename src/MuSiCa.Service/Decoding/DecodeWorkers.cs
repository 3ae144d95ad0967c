using Microsoft.Extensions.Options;
using MuSiCa.Service.Configuration;
using MuSiCa.Serving;

namespace MuSiCa.Service.Decoding;

/// <summary>
/// The threads on which images are decoded and views and faces cut out. As many as processors and no more, so that a burst of photos
/// does not take them from the model; and their own, because a thread pool busy with decoding would keep the server and finished
/// faces waiting.
/// </summary>
internal sealed class DecodeWorkers : IDisposable
{
    private readonly DecodeQueue _queue;
    private readonly MemoryBudget _memory;
    private readonly TimeProvider _timeProvider;
    private readonly Thread[] _threads;
    private int _disposed;

    public DecodeWorkers(IOptions<ImagingOptions> options, LargeImages large, MemoryBudget memory, TimeProvider timeProvider)
    {
        _memory = memory;
        _timeProvider = timeProvider;
        int count = options.Value.Concurrency is > 0 and var concurrency ? concurrency : Environment.ProcessorCount;
        _queue = new DecodeQueue(count, large);
        _memory.Freed += _queue.Wake;
        _threads =
        [
            .. Enumerable.Range(1, count).Select(number => new Thread(Work) { IsBackground = true, Name = $"MuSiCa decode {number}" }),
        ];
        Array.ForEach(_threads, static thread => thread.Start());
    }

    /// <summary>Work that waits for a thread.</summary>
    public int Depth => _queue.Count;

    /// <summary>Begins with an image when it is its turn: runs work on one of the threads, exactly once or not at all.</summary>
    /// <param name="terms">How it waits.</param>
    /// <param name="begin">
    /// Takes what the work needs; returns false, having taken nothing, where that is not there at present, and is asked again when
    /// memory was given back. Runs under the lock of the queue. Where it returned true the work is run.
    /// </param>
    /// <param name="work">The work; once begun, it is waited for, since it uses memory that its caller gives back afterwards.</param>
    /// <param name="cancellationToken">Takes the work out of the queue; what runs has to look at the token by itself.</param>
    /// <returns>What came of it, and how long it waited.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled before the work began, or the work gave up.</exception>
    /// <exception cref="ObjectDisposedException">The workers have been stopped.</exception>
    public Task<(T Result, TimeSpan Waited)> RunAsync<T>(
        DecodeTerms terms, Func<bool> begin, Func<T> work, CancellationToken cancellationToken) =>
        RunAsync(new DecodeJob<T>(terms, begin, work, _timeProvider.GetTimestamp(), _timeProvider), cancellationToken);

    /// <summary>Goes on with an image that has begun, before all that have not.</summary>
    /// <param name="work">The work, which is run whatever its caller wants meanwhile.</param>
    public Task<(T Result, TimeSpan Waited)> ContinueAsync<T>(Func<T> work) => RunAsync(
        new DecodeJob<T>(default, null, work, _timeProvider.GetTimestamp(), _timeProvider) { IsContinuation = true },
        CancellationToken.None);

    /// <summary>Finishes what is running; what still waits is cancelled.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        _memory.Freed -= _queue.Wake;
        foreach (DecodeJob job in _queue.Close())
        {
            job.Cancel(CancellationToken.None);
        }

        Array.ForEach(_threads, static thread => thread.Join());
    }

    private async Task<(T Result, TimeSpan Waited)> RunAsync<T>(DecodeJob<T> job, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _queue.Add(job);
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            (_, token) =>
            {
                if (_queue.TryRemove(job))
                {
                    job.Cancel(token);
                }
            },
            null);
        return await job.Completion;
    }

    private void Work()
    {
        ProcessorShare.GiveWay();
        while (_queue.TryTake(out DecodeJob? job))
        {
            job.Run();
            _queue.Done(job);
        }
    }
}
