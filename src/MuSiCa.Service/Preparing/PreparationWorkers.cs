using Microsoft.Extensions.Options;
using MuSiCa.Service.Configuration;
using MuSiCa.Serving;

namespace MuSiCa.Service.Preparing;

/// <summary>
/// The threads on which images are decoded and faces cut out. As many as processors and no more, so that a burst of photos does
/// not take them from the model; and their own, because a thread pool busy with decoding would keep the server and finished
/// faces waiting.
/// </summary>
internal sealed class PreparationWorkers : IDisposable
{
    private readonly PreparationQueue _queue = new();
    private readonly TimeProvider _timeProvider;
    private readonly Thread[] _threads;
    private int _disposed;

    public PreparationWorkers(IOptions<ImagingOptions> options, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        int count = options.Value.Concurrency is > 0 and var concurrency ? concurrency : Environment.ProcessorCount;
        _threads =
        [
            .. Enumerable.Range(1, count).Select(number => new Thread(Work) { IsBackground = true, Name = $"MuSiCa decode {number}" }),
        ];
        Array.ForEach(_threads, static thread => thread.Start());
    }

    /// <summary>Work that waits for a thread.</summary>
    public int Depth => _queue.Count;

    /// <summary>Runs work on one of the threads: exactly once, or not at all.</summary>
    /// <param name="work">The work; once begun, it is waited for, since it uses memory that its caller gives back afterwards.</param>
    /// <param name="priority">The class in which it waits.</param>
    /// <param name="cancellationToken">Takes the work out of the queue; what runs has to look at the token by itself.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled before the work began, or the work gave up.</exception>
    /// <exception cref="ObjectDisposedException">The workers have been stopped.</exception>
    public async Task<PreparationRun<T>> RunAsync<T>(Func<T> work, FacePriority priority, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var job = new PreparationJob<T>(work, _timeProvider.GetTimestamp(), _timeProvider);
        _queue.Add(job, priority);
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

    /// <summary>Finishes what is running; what still waits is cancelled.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        foreach (PreparationJob job in _queue.Close())
        {
            job.Cancel(CancellationToken.None);
        }

        Array.ForEach(_threads, static thread => thread.Join());
    }

    private void Work()
    {
        while (_queue.TryTake(out PreparationJob? job))
        {
            job.Run();
        }
    }
}
