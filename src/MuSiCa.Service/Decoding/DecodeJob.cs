using MuSiCa.Service.Admission;
using MuSiCa.Serving;

namespace MuSiCa.Service.Decoding;

/// <summary>What the queue has to know of a piece of work.</summary>
/// <param name="Work">Milliseconds of a processor that it is expected to take.</param>
/// <param name="Priority">The class in which it waits.</param>
/// <param name="Client">Whose turn it takes.</param>
internal readonly record struct DecodeTerms(double Work, FacePriority Priority, ClientShare Client);

/// <summary>Work for the decode workers, which run it at most once.</summary>
/// <param name="terms">How it waits.</param>
/// <param name="enqueued">When it began to wait, as a timestamp of <paramref name="time"/>.</param>
/// <param name="time">Measures the waiting.</param>
internal abstract class DecodeJob(DecodeTerms terms, long enqueued, TimeProvider time)
{
    /// <summary>Work that takes longer than this, in milliseconds, is large: it leaves one worker to others.</summary>
    public const double LargeWork = 250;

    /// <summary>How it waits.</summary>
    public DecodeTerms Terms => terms;

    /// <summary>Whether it goes before everything that has not begun, and needs nothing more than it has.</summary>
    public bool IsContinuation { get; init; }

    /// <summary>Whether it is large.</summary>
    public bool IsLarge => terms.Work > LargeWork;

    /// <summary>Its place in the order of the queue; the queue's.</summary>
    public (double Finish, long Number) Order { get; set; }

    /// <summary>Whether it waits in the queue; the queue's.</summary>
    public bool IsWaiting { get; set; }

    /// <summary>How long it has waited until now.</summary>
    protected TimeSpan Waited => time.GetElapsedTime(enqueued);

    /// <summary>Takes what it needs to run, under the lock of the queue.</summary>
    /// <returns>False where that is not there at present; nothing is taken then.</returns>
    /// <exception cref="Exception">It never will be; the job fails with it.</exception>
    public abstract bool TryBegin();

    /// <summary>Does the work and tells its caller what came of it.</summary>
    public abstract void Run();

    /// <summary>Tells its caller that the work will not be done.</summary>
    public abstract void Cancel(CancellationToken cancellationToken);

    /// <summary>Tells its caller why the work cannot be done.</summary>
    public abstract void Fail(Exception reason);
}

/// <inheritdoc/>
/// <param name="terms">How it waits.</param>
/// <param name="begin">Takes what it needs; null where it has that.</param>
/// <param name="run">The work.</param>
/// <param name="enqueued">When it began to wait, as a timestamp of <paramref name="time"/>.</param>
/// <param name="time">Measures the waiting.</param>
internal sealed class DecodeJob<T>(DecodeTerms terms, Func<bool>? begin, Func<T> run, long enqueued, TimeProvider time)
    : DecodeJob(terms, enqueued, time)
{
    // Whoever awaits must not go on with its request on the worker's thread.
    private readonly TaskCompletionSource<(T, TimeSpan)> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What came of it, and how long it waited.</summary>
    public Task<(T Result, TimeSpan Waited)> Completion => _completion.Task;

    public override bool TryBegin() => begin?.Invoke() ?? true;

    public override void Run()
    {
        TimeSpan waited = Waited;
        try
        {
            _completion.SetResult((run(), waited));
        }
        catch (OperationCanceledException exception)
        {
            _completion.SetCanceled(exception.CancellationToken);
        }
        catch (Exception exception)
        {
            // Whatever it is, it belongs to the caller; the worker has to live.
            _completion.SetException(exception);
        }
    }

    public override void Cancel(CancellationToken cancellationToken) => _completion.SetCanceled(cancellationToken);

    public override void Fail(Exception reason) => _completion.SetException(reason);
}
