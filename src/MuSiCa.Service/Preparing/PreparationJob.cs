namespace MuSiCa.Service.Preparing;

/// <summary>A piece of work for the preparation workers, which run it at most once.</summary>
/// <param name="enqueued">When it began to wait, as a timestamp of <paramref name="time"/>.</param>
/// <param name="time">Measures the waiting.</param>
internal abstract class PreparationJob(long enqueued, TimeProvider time)
{
    /// <summary>Its place in the queue; null while it does not wait.</summary>
    public LinkedListNode<PreparationJob>? Place { get; set; }

    /// <summary>How long it has waited until now.</summary>
    protected TimeSpan Waited => time.GetElapsedTime(enqueued);

    /// <summary>Does the work and tells its caller what came of it.</summary>
    public abstract void Run();

    /// <summary>Tells its caller that the work will not be done.</summary>
    public abstract void Cancel(CancellationToken cancellationToken);
}
