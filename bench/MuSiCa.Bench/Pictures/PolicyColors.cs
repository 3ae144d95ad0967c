using MuSiCa.Cli;
using MuSiCa.Serving;

namespace MuSiCa.Bench;

internal static class PolicyColors
{
    /// <summary>The colour of a policy in every chart.</summary>
    public static string Of(string policy) => policy switch
    {
        BatchPolicies.Reform => ChartColors.Rule,
        BatchPolicies.Drain => ChartColors.OracleError,
        _ => ChartColors.Chance,
    };
}
