using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MuSiCa.Service.Tests;

/// <summary>A collector that notes what is posted to it, on a free port.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication _app;

    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private OtlpCollector()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(NoteAsync);
    }

    public List<(string Method, string Path, string? ContentType, byte[] Body)> Requests { get; } = [];

    /// <summary>Completes with the first request.</summary>
    public Task Asked => _asked.Task;

    public string Address => _app.Urls.Single();

    public static async Task<OtlpCollector> StartAsync()
    {
        var collector = new OtlpCollector();
        await collector._app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task NoteAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        lock (Requests)
        {
            Requests.Add((http.Request.Method, http.Request.Path, http.Request.ContentType, body.ToArray()));
        }

        _asked.TrySetResult();
        http.Response.ContentType = "application/x-protobuf";
    }
}
