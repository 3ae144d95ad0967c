namespace MuSiCa.Service.Telemetry;

/// <summary>The metrics for Prometheus, in every phase of the service.</summary>
internal static class MetricsEndpoint
{
    public const string Path = "/metrics";

    public static IEndpointRouteBuilder MapMetrics(this IEndpointRouteBuilder routes)
    {
        routes.MapPrometheusScrapingEndpoint(
                Path, meterProvider: null, static branch => branch.Use(AnswerFromMemoryAsync), optionsName: null)
            .WithMetadata(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]))
            .WithMetadata(new ExcludeFromDescriptionAttribute());
        return routes;
    }

    // The exporter keeps other scrapes waiting until the last byte of one is written: a client that reads slowly would blind everyone.
    private static async Task AnswerFromMemoryAsync(HttpContext http, RequestDelegate next)
    {
        Stream body = http.Response.Body;
        using var text = new MemoryStream();
        http.Response.Body = text;
        try
        {
            await next(http);
        }
        finally
        {
            http.Response.Body = body;
        }

        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentLength = text.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await body.WriteAsync(text.GetBuffer().AsMemory(0, (int)text.Length), http.RequestAborted);
        }
    }
}
