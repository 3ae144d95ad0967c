using System.Buffers;

namespace MuSiCa.Service.Telemetry;

/// <summary>Answers scrapes one after the other, from one buffer.</summary>
internal sealed class MetricsScraper(PrometheusExporter exporter) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Writes the metrics as they are now into the body of an answer.</summary>
    public async Task WriteAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            Copy(response);
        }
        finally
        {
            _turn.Release();
        }

        // After its turn: a client that reads slowly keeps nobody waiting.
        await response.BodyWriter.FlushAsync(cancellationToken);
    }

    public void Dispose() => _turn.Dispose();

    private void Copy(HttpResponse response)
    {
        ReadOnlySpan<byte> text = exporter.Scrape();
        response.ContentLength = text.Length;
        response.BodyWriter.Write(text);
    }
}
