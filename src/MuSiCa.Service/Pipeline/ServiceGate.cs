using MuSiCa.Service.Finding;
using MuSiCa.Service.Hosting;
using MuSiCa.Service.Models;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Telemetry;
using MuSiCa.Serving;

namespace MuSiCa.Service.Pipeline;

/// <summary>Turns requests away that the service cannot answer at all, before anything of them is read.</summary>
internal sealed class ServiceGate(ServiceState state, ModelCatalog models, FinderSwitch finder, ServiceMetrics metrics)
{
    /// <summary>Why no request is taken; null when they are.</summary>
    public Problem? Refuse() => state.Phase switch
    {
        ServicePhase.Starting => Refused("not_ready", ProblemTranslator.NotReady()),
        ServicePhase.Draining => Refused("draining", ProblemTranslator.Draining()),
        _ when models.IsStalled || finder.Engine is { IsStalled: true } => Refused("stalled", ProblemTranslator.Stalled()),
        _ when models.All.Count == 1 && models.Default.Aligner.Breaker is { State: not BreakerState.Closed } breaker =>
            Refused("failing", ProblemTranslator.Failing(breaker.RetryAfter)),
        _ => null,
    };

    private Problem Refused(string reason, Problem problem)
    {
        metrics.Refused(reason);
        return problem;
    }
}
