using System.Net;
using MuSiCa.Serving;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Sends photos over connections that stay open, each as soon as the answer to the one before is there.</summary>
internal sealed class HttpLoad : IDisposable
{
    private readonly ServerProcess _server;
    private readonly HttpClient _client;
    private readonly SchedulerClock _clock;
    private readonly bool _finds;
    private readonly Lock _lock = new();

    /// <param name="server">The server.</param>
    /// <param name="clock">Measures.</param>
    /// <param name="finds">Whether boxes are left out, so that the server finds the faces.</param>
    public HttpLoad(ServerProcess server, SchedulerClock clock, bool finds = false)
    {
        _server = server;
        _finds = finds;
        var handler = new SocketsHttpHandler { UseProxy = false, PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan };
        _client = new HttpClient(handler) { BaseAddress = server.Address, DefaultRequestVersion = HttpVersion.Version11 };
        _clock = clock;
    }

    /// <summary>Sends one photo.</summary>
    /// <returns>The answer.</returns>
    /// <exception cref="HttpRequestException">The server refuses it.</exception>
    public async Task<byte[]> SendAsync(BenchPhoto photo, bool timing, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(photo.Encoded);
        content.Headers.ContentType = new("image/jpeg");
        string box = _finds
            ? "maxFaces=1"
            : Invariant($"box={photo.Box.X},{photo.Box.Y},{photo.Box.Width},{photo.Box.Height}");
        string query = $"v1/landmarks?{box}{(timing ? "&timing=true" : string.Empty)}";
        using HttpResponseMessage response = await _client.PostAsync(new Uri(query, UriKind.Relative), content, cancellationToken);
        byte[] answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? answer
            : throw new HttpRequestException($"{_client.BaseAddress}{query} answers {(int)response.StatusCode}: "
                + System.Text.Encoding.UTF8.GetString(answer));
    }

    /// <summary>Sends photos for a while.</summary>
    public async Task<HttpFigures> RunAsync(
        IReadOnlyList<BenchPhoto> photos, int connections, TimeSpan warmUp, TimeSpan window, CancellationToken cancellationToken)
    {
        List<double> milliseconds = [];
        TimeSpan begin = _clock.Now + warmUp;
        TimeSpan end = begin + window;
        int next = 0;
        int answers = 0;
        double processor = _server.ProcessorMilliseconds;
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(
            async () =>
            {
                while (_clock.Now is var sent && sent < end)
                {
                    BenchPhoto photo = photos[Interlocked.Increment(ref next) % photos.Count];
                    await SendAsync(photo, timing: false, cancellationToken);
                    TimeSpan answered = _clock.Now;
                    Interlocked.Increment(ref answers);
                    if (answered >= begin && answered < end)
                    {
                        lock (_lock)
                        {
                            milliseconds.Add((answered - sent).TotalMilliseconds);
                        }
                    }
                }
            },
            cancellationToken)));
        double[] sorted = [.. milliseconds.Order()];
        return new HttpFigures(
            sorted.Length / window.TotalSeconds,
            Figures.Percentile(sorted, 0.5),
            Figures.Percentile(sorted, 0.99),
            (_server.ProcessorMilliseconds - processor) / Math.Max(1, answers));
    }

    public void Dispose() => _client.Dispose();
}
