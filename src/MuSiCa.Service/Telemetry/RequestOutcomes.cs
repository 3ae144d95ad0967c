using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Telemetry;

/// <summary>Which outcome a problem is.</summary>
internal static class RequestOutcomes
{
    public static RequestOutcome Of(ProblemType type) => type.Status switch
    {
        // Its status is that of a timeout, but nothing was tried.
        _ when type == ProblemTypes.TimeoutUnreachable => RequestOutcome.Refused,
        StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable => RequestOutcome.Refused,
        StatusCodes.Status408RequestTimeout or StatusCodes.Status504GatewayTimeout => RequestOutcome.Timeout,
        >= StatusCodes.Status500InternalServerError => RequestOutcome.Failed,
        _ => RequestOutcome.Invalid,
    };
}
