namespace MuSiCa.Service.Preparing;

/// <inheritdoc/>
internal sealed class PreparationJob<T>(Func<T> work, long enqueued, TimeProvider time) : PreparationJob(enqueued, time)
{
    // Whoever awaits must not go on with its request on the worker's thread.
    private readonly TaskCompletionSource<PreparationRun<T>> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What came of it.</summary>
    public Task<PreparationRun<T>> Completion => _completion.Task;

    public override void Run()
    {
        TimeSpan waited = Waited;
        try
        {
            _completion.SetResult(new PreparationRun<T>(work(), waited));
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
}
