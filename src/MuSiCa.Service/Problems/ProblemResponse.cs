using System.Globalization;
using MuSiCa.Service.Hosting;

namespace MuSiCa.Service.Problems;

/// <summary>Writes a problem as the response of a request.</summary>
internal static class ProblemResponse
{
    public static Task WriteAsync(HttpContext http, Problem problem, CancellationToken cancellationToken)
    {
        HttpResponse response = http.Response;
        response.StatusCode = problem.Type.Status;
        response.Headers.CacheControl = "no-store";
        if (problem.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        return response.WriteAsJsonAsync(
            ProblemAnswer.From(problem, http), ServiceJson.Answers.ProblemAnswer, ProblemAnswer.ContentType, cancellationToken);
    }
}
