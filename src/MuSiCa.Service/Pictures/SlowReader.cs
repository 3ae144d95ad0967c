using Microsoft.Extensions.Options;
using MuSiCa.Service.Configuration;

namespace MuSiCa.Service.Pictures;

/// <summary>Writes large answers, and disconnects who does not take one within <c>Requests:Timeout</c>.</summary>
internal static class SlowReader
{
    /// <summary>Writes an answer; once its time is over the connection is aborted.</summary>
    /// <param name="http">The request.</param>
    /// <param name="write">Writes all of it.</param>
    public static async Task WriteAsync(HttpContext http, Func<CancellationToken, Task> write)
    {
        IServiceProvider services = http.RequestServices;
        using var time = new CancellationTokenSource(
            services.GetRequiredService<IOptions<RequestOptions>>().Value.Timeout, services.GetRequiredService<TimeProvider>());
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(time.Token, http.RequestAborted);
        try
        {
            await write(ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // Nobody takes it any more, or too slowly.
            http.Abort();
        }
    }
}
