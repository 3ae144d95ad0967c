using System.Globalization;
using MuSiCa.Service.Hosting;
using MuSiCa.Service.Uploads;
using MuSiCa.Service.Web;

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

        if (problem.Type.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        if (problem.Type == ProblemTypes.EncodingUnsupported)
        {
            response.Headers.AcceptEncoding = ReceivedBody.Encodings;
        }

        // What is left of the body cannot be read, so that no other request can follow. HTTP/2 has no such header, and no need of it.
        if ((problem.Type == ProblemTypes.RequestTimeout || problem.Type == ProblemTypes.RequestMalformed)
            && HttpProtocol.IsHttp11(http.Request.Protocol))
        {
            response.Headers.Connection = "close";
        }

        return http.IsInference()
            ? response.WriteAsJsonAsync(new InferenceError(problem.Detail), ServiceJson.Answers.InferenceError, cancellationToken: cancellationToken)
            : response.WriteAsJsonAsync(
                ProblemAnswer.From(problem, http), ServiceJson.Answers.ProblemAnswer, ProblemAnswer.ContentType, cancellationToken);
    }
}
