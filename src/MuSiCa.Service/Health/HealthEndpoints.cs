using Microsoft.AspNetCore.Http.HttpResults;
using MuSiCa.Service.Hosting;
using MuSiCa.Service.OpenApi;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Health;

/// <summary>Health for whoever runs the service: alive, and ready to answer.</summary>
internal static class HealthEndpoints
{
    public const string ReadyPath = "/health/ready";

    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", Live)
            .WithName("Live").WithTags("Health")
            .WithSummary("Whether the process answers")
            .WithDescription("Restart the service when this fails.");
        routes.MapGet(ReadyPath, Ready)
            .WithName("Ready").WithTags("Health")
            .WithSummary("Whether requests are answered")
            .WithDescription("Fails while the model is being warmed and from the signal to stop on. Send no requests while it does.")
            .ProducesProblems(ProblemTypes.NotReady, ProblemTypes.Draining);
        return routes;
    }

    internal static Ok<HealthAnswer> Live() => TypedResults.Ok(new HealthAnswer("live"));

    internal static Ok<HealthAnswer> Ready(ServiceState state) => state.Phase switch
    {
        ServicePhase.Ready => TypedResults.Ok(new HealthAnswer("ready")),
        ServicePhase.Starting => throw new ProblemException(ProblemTranslator.NotReady()),
        _ => throw new ProblemException(ProblemTranslator.Draining()),
    };
}
