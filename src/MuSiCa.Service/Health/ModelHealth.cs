using Microsoft.Extensions.Options;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Finding;
using MuSiCa.Service.Hosting;
using MuSiCa.Service.Models;
using MuSiCa.Service.Problems;
using MuSiCa.Serving;

namespace MuSiCa.Service.Health;

/// <summary>Whether requests are answered, and whether that can be expected again without a restart.</summary>
internal sealed class ModelHealth(ServiceState state, ModelCatalog models, FinderSwitch finder, IOptions<BreakerSettings> options)
{
    /// <summary>Why no requests should be sent; null where they may.</summary>
    public Problem? NotReady() => state.Phase switch
    {
        ServicePhase.Starting => ProblemTranslator.NotReady(),
        ServicePhase.Leaving or ServicePhase.Draining => ProblemTranslator.Draining(),
        _ => IsStalled ? ProblemTranslator.Stalled() : Failing(),
    };

    /// <summary>
    /// Why the service should be started anew; null where it need not. What fails is given time to come back, since a restart costs
    /// the loading and warming of the models; what hangs is not, since it has had that time already.
    /// </summary>
    public Problem? NotLive() =>
        IsStalled ? ProblemTranslator.Stalled()
        : Worse is { State: not BreakerState.Closed } breaker && breaker.OpenFor >= options.Value.RestartAfter ? Failing()
        : null;

    private bool IsStalled => models.IsStalled || finder.Engine is { IsStalled: true };

    // Of all models the one that has failed for longest.
    private BreakerStatus Worse => models.All
        .Select(static model => model.Aligner.Breaker)
        .Append(finder.Engine?.Breaker ?? default)
        .MaxBy(static breaker => breaker.State == BreakerState.Closed ? TimeSpan.MinValue : breaker.OpenFor);

    private Problem? Failing() => Worse is { State: not BreakerState.Closed } breaker ? ProblemTranslator.Failing(breaker.RetryAfter) : null;
}
