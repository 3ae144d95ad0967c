using Microsoft.AspNetCore.Diagnostics;

namespace MuSiCa.Service.Problems;

/// <summary>Answers every exception that leaves an endpoint with its problem.</summary>
internal sealed class ProblemExceptionHandler(ProblemReporter reporter) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        await ProblemResponse.WriteAsync(httpContext, reporter.Report(httpContext, exception), cancellationToken);
        return true;
    }
}
