namespace MuSiCa.Serving.Tests;

/// <summary>Holds workers inside a run until the test lets them go on.</summary>
internal sealed class StageGate : IDisposable
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);
    private const int MostWorkers = 64;

    private readonly SemaphoreSlim _entered = new(0);
    private readonly SemaphoreSlim _released = new(0);
    private volatile bool _open;

    /// <summary>To be called by the stage.</summary>
    public void Pass()
    {
        if (_open)
        {
            return;
        }

        _entered.Release();
        Assert.True(_released.Wait(Hang), "The test never let the stage go on.");
    }

    /// <summary>Waits until a worker is inside a run.</summary>
    public async Task EnteredAsync() => Assert.True(await _entered.WaitAsync(Hang), "The stage was never run.");

    /// <summary>Waits until a worker is inside a run, on this thread.</summary>
    public void Entered() => Assert.True(_entered.Wait(Hang), "The stage was never run.");

    /// <summary>Lets one run go on.</summary>
    public void Release() => _released.Release();

    /// <summary>Lets every run, now and later, go on.</summary>
    public void Open()
    {
        _open = true;
        _released.Release(MostWorkers);
    }

    // Semaphores without a wait handle hold nothing; disposing of them would fail a worker that still passes.
    public void Dispose() => Open();
}
