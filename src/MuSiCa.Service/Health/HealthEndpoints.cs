using Microsoft.AspNetCore.Http.HttpResults;
using MuSiCa.Service.Finding;
using MuSiCa.Service.Hosting;
using MuSiCa.Service.OpenApi;
using MuSiCa.Service.Problems;
using MuSiCa.Serving;

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
            .WithDescription("Fails when the model hangs on every device, or when nothing answers at all. Restart the service then.")
            .ProducesProblems(ProblemTypes.Stalled);
        routes.MapGet(ReadyPath, Ready)
            .WithName("Ready").WithTags("Health")
            .WithSummary("Whether requests are answered")
            .WithDescription("Fails while the model is being warmed, while it hangs, and from the signal to stop on. Send no requests "
                + "while it does.")
            .ProducesProblems(ProblemTypes.NotReady, ProblemTypes.Stalled, ProblemTypes.Draining);
        return routes;
    }

    internal static Results<Ok<HealthAnswer>, ProblemResult> Live(IFaceAligner aligner, FinderSwitch finder) =>
        IsStalled(aligner, finder) ? new ProblemResult(ProblemTranslator.Stalled()) : TypedResults.Ok(new HealthAnswer("live"));

    internal static Results<Ok<HealthAnswer>, ProblemResult> Ready(ServiceState state, IFaceAligner aligner, FinderSwitch finder)
    {
        Problem? refusal = state.Phase switch
        {
            ServicePhase.Starting => ProblemTranslator.NotReady(),
            ServicePhase.Leaving or ServicePhase.Draining => ProblemTranslator.Draining(),
            _ => IsStalled(aligner, finder) ? ProblemTranslator.Stalled() : null,
        };
        return refusal is null ? TypedResults.Ok(new HealthAnswer("ready")) : new ProblemResult(refusal);
    }

    private static bool IsStalled(IFaceAligner aligner, FinderSwitch finder) => aligner.IsStalled || finder.Engine is { IsStalled: true };
}
