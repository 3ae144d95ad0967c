namespace MuSiCa.Service.Tests;

/// <summary>Something that a test waits for; a minute without it is a failure, not a delay.</summary>
internal sealed class Signal
{
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(1);
    private readonly TaskCompletionSource _given = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Given => _given.Task.WaitAsync(Hang);

    public void Give() => _given.TrySetResult();

    /// <summary>Waits on the calling thread.</summary>
    public void Wait() => Assert.True(_given.Task.Wait(Hang), "The test never went on.");
}
