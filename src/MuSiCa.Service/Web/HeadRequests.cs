namespace MuSiCa.Service.Web;

/// <summary>Answers HEAD wherever GET is answered: the same, without its body (RFC 9110, 9.3.2).</summary>
internal static class HeadRequests
{
    /// <summary>To be put before the routing, which would not find what only answers GET.</summary>
    public static IApplicationBuilder UseHeadRequests(this IApplicationBuilder app) =>
        app.Use(static (http, next) => HttpMethods.IsHead(http.Request.Method) ? RunAsync(http, next) : next(http));

    private static async Task RunAsync(HttpContext http, RequestDelegate next)
    {
        Stream body = http.Response.Body;
        http.Response.Body = Stream.Null;
        http.Request.Method = HttpMethods.Get;
        try
        {
            await next(http);
        }
        finally
        {
            // For the metrics and the log.
            http.Request.Method = HttpMethods.Head;
            http.Response.Body = body;
        }
    }
}
