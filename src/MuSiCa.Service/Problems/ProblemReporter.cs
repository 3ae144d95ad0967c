namespace MuSiCa.Service.Problems;

/// <summary>Turns what was thrown into what the caller is told, and logs what the service itself has to answer for.</summary>
internal sealed partial class ProblemReporter(ProblemTranslator translator, ILogger<ProblemReporter> logger)
{
    /// <summary>Translates and, for failures of the service itself, logs with the trace id that the caller is given.</summary>
    public Problem Report(HttpContext http, Exception exception)
    {
        Problem problem = translator.Translate(exception);
        if (problem.Type.Status == StatusCodes.Status500InternalServerError)
        {
            LogFailure(exception, problem.Type.Name, http.Request.Method, http.Request.Path, ProblemAnswer.TraceIdOf(http));
        }

        return problem;
    }

    /// <summary>Notes a request that did not arrive in time: one line for each, however many a slow or hostile client sends.</summary>
    public void NoteLate(HttpContext http) => LogLate(http.Request.Method, http.Request.Path, http.Connection.Id);

    [LoggerMessage(LogLevel.Information, "The body of {Method} {Path} did not arrive in time (connection {Connection})")]
    private partial void LogLate(string method, string path, string connection);

    [LoggerMessage(LogLevel.Error, "{Problem} while answering {Method} {Path} (trace {TraceId})")]
    private partial void LogFailure(Exception exception, string problem, string method, string path, string traceId);
}
