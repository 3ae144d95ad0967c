using Microsoft.Extensions.Options;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Finding;
using MuSiCa.Service.Hosting;
using MuSiCa.Service.Problems;
using MuSiCa.Serving;

namespace MuSiCa.Service.Health;

/// <summary>Whether requests are answered, and whether that can be expected again without a restart.</summary>
internal sealed class ModelHealth(ServiceState state, IFaceAligner aligner, FinderSwitch finder, IOptions<BreakerSettings> options)
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

    private bool IsStalled => aligner.IsStalled || finder.Engine is { IsStalled: true };

    // Of both models the one that has failed for longer.
    private BreakerStatus Worse
    {
        get
        {
            BreakerStatus cascade = aligner.Breaker;
            BreakerStatus search = finder.Engine?.Breaker ?? default;
            return search.State == BreakerState.Closed || (cascade.State != BreakerState.Closed && cascade.OpenFor >= search.OpenFor)
                ? cascade
                : search;
        }
    }

    private Problem? Failing() => Worse is { State: not BreakerState.Closed } breaker ? ProblemTranslator.Failing(breaker.RetryAfter) : null;
}
