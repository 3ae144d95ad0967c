using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MuSiCa.Service.OpenApi;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Health;

/// <summary>Health for whoever runs the service: alive, and ready to answer.</summary>
/// <remarks>Not by MapHealthChecks, which tells the description of the interface nothing.</remarks>
internal static class HealthEndpoints
{
    /// <summary>What the paths of all checks begin with.</summary>
    public const string Prefix = "/health";

    public const string ReadyPath = $"{Prefix}/ready";

    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet($"{Prefix}/live", Live)
            .WithName("Live").WithTags("Health")
            .WithSummary("Whether the process answers")
            .WithDescription("Fails when the model hangs on every device, when it has failed every time for longer than "
                + "MuSiCa:Serving:Breaker:RestartAfter, or when nothing answers at all. Restart the service then.")
            .ProducesProblems(ProblemTypes.Stalled, ProblemTypes.Failing);
        routes.MapGet(ReadyPath, Ready)
            .WithName("Ready").WithTags("Health")
            .WithSummary("Whether requests are answered")
            .WithDescription("Fails while the model is being warmed, while it hangs or fails every time, and from the signal to stop on. "
                + "Send no requests while it does.")
            .ProducesProblems(ProblemTypes.NotReady, ProblemTypes.Stalled, ProblemTypes.Failing, ProblemTypes.Draining);
        return routes;
    }

    internal static Task<Results<Ok<HealthAnswer>, ProblemResult>> Live(HealthCheckService health, CancellationToken cancellationToken) =>
        AnswerAsync(health, LivenessCheck.Name, cancellationToken);

    internal static Task<Results<Ok<HealthAnswer>, ProblemResult>> Ready(HealthCheckService health, CancellationToken cancellationToken) =>
        AnswerAsync(health, ReadinessCheck.Name, cancellationToken);

    private static async Task<Results<Ok<HealthAnswer>, ProblemResult>> AnswerAsync(
        HealthCheckService health, string check, CancellationToken cancellationToken) =>
        await health.FindProblemAsync(check, cancellationToken) is { } problem
            ? new ProblemResult(problem)
            : TypedResults.Ok(new HealthAnswer(check));
}

/// <summary>Answer of a health check that passes.</summary>
/// <param name="Status"><c>live</c> or <c>ready</c>.</param>
internal sealed record HealthAnswer(string Status);
