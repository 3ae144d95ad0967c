using Microsoft.AspNetCore.Diagnostics;
using MuSiCa.Service.Grpc;

namespace MuSiCa.Service.Problems;

/// <summary>Makes every failure of the pipeline a problem, the framework's own included.</summary>
internal static class ProblemSetup
{
    public static IServiceCollection AddProblems(this IServiceCollection services) => services
        .AddSingleton<ProblemTranslator>()
        .AddSingleton<ProblemReporter>()
        .AddExceptionHandler<ProblemExceptionHandler>();

    public static IApplicationBuilder UseProblems(this IApplicationBuilder app) => app
        .UseExceptionHandler(static _ => { })
        .UseStatusCodePages(AnswerStatusAsync);

    private static Task AnswerStatusAsync(StatusCodeContext context)
    {
        HttpContext http = context.HttpContext;
        if (http.Response.StatusCode == StatusCodes.Status404NotFound && GrpcRequests.IsGrpc(http.Request))
        {
            GrpcRequests.Answer(http, new Problem(ProblemTypes.RouteUnknown,
                "This service has no such method. Server reflection lists those that it has."));
            return Task.CompletedTask;
        }

        Problem? problem = http.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => new Problem(ProblemTypes.RouteUnknown,
                $"Nothing answers at {http.Request.Path}. The addresses of this service are listed at /swagger."),
            StatusCodes.Status405MethodNotAllowed => new Problem(ProblemTypes.MethodNotAllowed,
                $"{http.Request.Path} does not answer {http.Request.Method}; it answers {http.Response.Headers.Allow}."),
            _ => null,
        };

        return problem is null ? Task.CompletedTask : ProblemResponse.WriteAsync(http, problem, http.RequestAborted);
    }
}
