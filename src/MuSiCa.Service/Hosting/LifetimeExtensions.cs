namespace MuSiCa.Service.Hosting;

/// <summary>Waiting for the phases of the host.</summary>
internal static class LifetimeExtensions
{
    /// <summary>Completes when <paramref name="signal"/> fires.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fires before.</exception>
    public static async Task WhenFiredAsync(this CancellationToken signal, CancellationToken cancellationToken)
    {
        var fired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = signal.UnsafeRegister(_ => fired.TrySetResult(), null);
        await fired.Task.WaitAsync(cancellationToken);
    }
}
