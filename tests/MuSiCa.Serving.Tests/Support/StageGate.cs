namespace MuSiCa.Serving.Tests;

/// <summary>Holds the lane's worker inside a run until the test lets it go on.</summary>
internal sealed class StageGate : IDisposable
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

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

    /// <summary>Waits until the worker is inside a run.</summary>
    public async Task EnteredAsync() => Assert.True(await _entered.WaitAsync(Hang), "The stage was never run.");

    /// <summary>Lets one run go on.</summary>
    public void Release() => _released.Release();

    /// <summary>Lets this run and every later one go on.</summary>
    public void Open()
    {
        _open = true;
        _released.Release();
    }

    public void Dispose()
    {
        _entered.Dispose();
        _released.Dispose();
    }
}
