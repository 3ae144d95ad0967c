using Microsoft.Extensions.Options;
using MuSiCa.Service.Configuration;

namespace MuSiCa.Service.Landmarks;

/// <summary>Bounds how many images are decoded at a time, so that a burst of photos does not take the processors from the model.</summary>
internal sealed class DecodeGate(IOptions<ImagingOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _places = new(options.Value.Concurrency is > 0 and var places ? places : Environment.ProcessorCount);

    /// <summary>Waits for a place and runs <paramref name="work"/> on a thread of its own; once begun, the work is waited for.</summary>
    /// <exception cref="OperationCanceledException">The caller left while waiting, or the work gave up.</exception>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            // Not given the token: the work may use memory that its caller gives back as soon as this returns.
            return await Task.Run(work, CancellationToken.None);
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();
}
