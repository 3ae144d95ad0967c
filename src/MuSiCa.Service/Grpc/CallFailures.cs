using System.Globalization;
using Google.Protobuf;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Grpc;

/// <summary>
/// Says what is wrong with a message that cannot be read. The official server reads it before any handler or interceptor, and takes
/// what it finds for a failure of the handler: UNKNOWN for the caller, and an error with its stack in the log.
/// </summary>
internal static class CallFailures
{
    /// <summary>The category of the log in which the official server does so.</summary>
    public const string LogCategory = "Grpc.AspNetCore.Server.ServerCallHandler";

    private static readonly string Unknown = ((int)StatusCode.Unknown).ToString(CultureInfo.InvariantCulture);

    public static IApplicationBuilder UseCallFailures(this IApplicationBuilder app)
    {
        ProblemReporter problems = app.ApplicationServices.GetRequiredService<ProblemReporter>();
        return app.Use((http, next) => GrpcRequests.IsGrpc(http.Request) ? RunAsync(http, next, problems) : next(http));
    }

    private static async Task RunAsync(HttpContext http, RequestDelegate next, ProblemReporter problems)
    {
        await next(http);
        if (!http.RequestAborted.IsCancellationRequested
            && http.Features.Get<IServerCallContextFeature>()?.ServerCallContext.Status.DebugException is { } exception
            && exception is not OperationCanceledException
            && Trailers(http) is { IsReadOnly: false } trailers
            && trailers[GrpcRequests.StatusTrailer] == Unknown)
        {
            GrpcRequests.WriteStatus(trailers, Unreadable(exception) ?? problems.Report(http, exception));
        }
    }

    private static IHeaderDictionary? Trailers(HttpContext http) =>
        http.Response.HasStarted ? http.Features.Get<IHttpResponseTrailersFeature>()?.Trailers : http.Response.Headers;

    // By the kinds of exception that the official server throws; handlers report their own before these could get here.
    private static Problem? Unreadable(Exception exception) => exception switch
    {
        InvalidProtocolBufferException => Malformed("The bytes of the message are none of the type that the method takes."),
        InvalidDataException => Malformed(
            "The message begins with a flag other than 0 (as it is) and 1 (compressed), or is not compressed as grpc-encoding says."),
        IOException => Malformed("The message announces a length of 2 GiB or more."),
        _ => null,
    };

    private static Problem Malformed(string detail) => new(ProblemTypes.RequestMalformed, detail);
}
