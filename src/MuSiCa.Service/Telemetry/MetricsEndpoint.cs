namespace MuSiCa.Service.Telemetry;

/// <summary>The metrics for Prometheus, in every phase of the service.</summary>
internal static class MetricsEndpoint
{
    public const string Path = "/metrics";

    /// <summary>The text format that every Prometheus reads.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static IEndpointRouteBuilder MapMetrics(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, GetAsync).ExcludeFromDescription();
        return routes;
    }

    internal static Task GetAsync(HttpContext http, MetricsScraper scraper)
    {
        http.Response.ContentType = ContentType;
        http.Response.Headers.CacheControl = "no-store";
        return scraper.WriteAsync(http.Response, http.RequestAborted);
    }
}
