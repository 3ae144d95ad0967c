using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace MuSiCa.Service.Web;

/// <summary>
/// Keeps what never changes, the description of the interface and the page that shows it, as it was first answered, and sends it piece
/// by piece as its client takes it: written in one go it would be copied as a whole for everyone who is slow to read it. Thread-safe.
/// </summary>
internal sealed class StoredPages : IDisposable
{
    private const int Piece = 8 * 1024;

    private static readonly string[] Kept =
    [
        HeaderNames.ContentType, HeaderNames.ContentEncoding, HeaderNames.CacheControl, HeaderNames.Vary, HeaderNames.ETag,
    ];

    private readonly ConcurrentDictionary<(string Path, bool TakesZipped), Page> _pages = [];
    private readonly SemaphoreSlim _making = new(1);

    /// <summary>Answers with a page that <paramref name="make"/> makes, now or before.</summary>
    public async Task AnswerAsync(HttpContext http, RequestDelegate make)
    {
        // What is made for one prefix is not that of another.
        if (!HttpMethods.IsGet(http.Request.Method) || http.Request.PathBase.HasValue)
        {
            await make(http);
        }
        else if (await FindAsync(http, make) is { } page)
        {
            await SendAsync(http, page);
        }
    }

    public void Dispose() => _making.Dispose();

    // No more than there are: only what is found is kept.
    private async Task<Page?> FindAsync(HttpContext http, RequestDelegate make)
    {
        var key = (http.Request.Path.Value!.ToLowerInvariant(), TakesZipped(http.Request));
        if (_pages.TryGetValue(key, out Page? page))
        {
            return page;
        }

        // One at a time; nobody's slowness counts here.
        await _making.WaitAsync(http.RequestAborted);
        try
        {
            if (!_pages.TryGetValue(key, out page) && (page = await MakeAsync(http, make)) is not null)
            {
                _pages[key] = page;
            }

            return page;
        }
        finally
        {
            _making.Release();
        }
    }

    /// <returns>Null where there is no page, and the response says what there is instead.</returns>
    private static async Task<Page?> MakeAsync(HttpContext http, RequestDelegate make)
    {
        var body = new MemoryStream();
        IHttpResponseBodyFeature answer = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        StringValues known = http.Request.Headers.IfNoneMatch;
        http.Request.Headers.IfNoneMatch = StringValues.Empty;
        http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body));
        try
        {
            await make(http);
        }
        finally
        {
            http.Features.Set(answer);
            http.Request.Headers.IfNoneMatch = known;
        }

        HttpResponse response = http.Response;
        return response.StatusCode == StatusCodes.Status200OK
            ? new Page([.. Kept.Select(name => (name, response.Headers[name])).Where(static header => header.Item2.Count > 0)], body.ToArray())
            : null;
    }

    private static async Task SendAsync(HttpContext http, Page page)
    {
        HttpResponse response = http.Response;
        foreach ((string name, StringValues value) in page.Headers)
        {
            response.Headers[name] = value;
        }

        if (response.Headers.ETag is { Count: > 0 } tag && http.Request.Headers.IfNoneMatch == tag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentLength = page.Body.Length;
        for (int sent = 0; sent < page.Body.Length; sent += Piece)
        {
            await response.Body.WriteAsync(page.Body.AsMemory(sent, Math.Min(Piece, page.Body.Length - sent)), http.RequestAborted);
        }
    }

    private static bool TakesZipped(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(static coding => coding.Value == "gzip" && coding.Quality is null or > 0);

    private sealed record Page((string Name, StringValues Value)[] Headers, byte[] Body);
}
