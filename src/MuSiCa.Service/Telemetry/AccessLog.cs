using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Grpc;
using MuSiCa.Service.Security;
using MuSiCa.Service.Web;

namespace MuSiCa.Service.Telemetry;

/// <summary>One line of the log for each request, where <see cref="LoggingSettings.Requests"/> asks for it. Probes and scrapes have none.</summary>
internal sealed partial class AccessLog(TimeProvider timeProvider, ILogger<AccessLog> logger)
{
    /// <summary>Runs a request and writes its line.</summary>
    public async Task RunAsync(HttpContext http, RequestDelegate next)
    {
        if (http.IsProbe())
        {
            await next(http);
            return;
        }

        long start = timeProvider.GetTimestamp();
        try
        {
            await next(http);
        }
        finally
        {
            LogRequest(
                http.Request.Method,
                http.Request.Path,
                http.RequestAborted.IsCancellationRequested ? "left" : Status(http),
                timeProvider.GetElapsedTime(start).TotalMilliseconds,
                http.Request.Protocol,
                http.Connection.RemoteIpAddress?.ToString() ?? "-",
                http.Features.Get<KeyOwner>()?.Name ?? "-");
        }
    }

    // A call of gRPC is 200 whatever becomes of it.
    private static string Status(HttpContext http) =>
        GrpcRequests.IsGrpc(http.Request) && GrpcStatus(http) is { } code
            ? $"grpc-{code}"
            : http.Response.StatusCode.ToString(CultureInfo.InvariantCulture);

    private static string? GrpcStatus(HttpContext http) =>
        http.Features.Get<IHttpResponseTrailersFeature>()?.Trailers[GrpcRequests.StatusTrailer] is [{ } trailer]
            ? trailer
            : http.Response.Headers[GrpcRequests.StatusTrailer] is [{ } header] ? header : null;

    [LoggerMessage(LogLevel.Information, "{Method} {Path} {Status} in {Milliseconds:0.0} ms ({Protocol}, {Client}, key {Key})")]
    private partial void LogRequest(string method, string path, string status, double milliseconds, string protocol, string client, string key);
}

/// <summary>Puts <see cref="AccessLog"/> into the pipeline.</summary>
internal static class AccessLogExtensions
{
    /// <summary>To be the first of the pipeline, so that the line says what the client gets.</summary>
    public static IApplicationBuilder UseAccessLog(this IApplicationBuilder app)
    {
        if (!app.ApplicationServices.GetRequiredService<IOptions<LoggingSettings>>().Value.Requests)
        {
            return app;
        }

        AccessLog log = app.ApplicationServices.GetRequiredService<AccessLog>();
        return app.Use(log.RunAsync);
    }
}
