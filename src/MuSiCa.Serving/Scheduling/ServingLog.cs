using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MuSiCa.Serving;

/// <summary>What the scheduler tells the operator. A log that throws is none of their business.</summary>
internal sealed partial class ServingLog(ILogger? logger)
{
    private readonly ILogger _logger = logger ?? NullLogger.Instance;

    /// <summary>A breaker opened.</summary>
    public void Opened(string model, int failures, TimeSpan pause) => Guard(() => LogOpened(model, failures, pause.TotalSeconds));

    /// <summary>A probe failed.</summary>
    public void ProbeFailed(string model, TimeSpan pause) => Guard(() => LogProbeFailed(model, pause.TotalSeconds));

    /// <summary>A breaker closed.</summary>
    public void Closed(string model) => Guard(() => LogClosed(model));

    /// <summary>A lane stays behind when everything else is freed.</summary>
    public void LeftBehind(string lane) => Guard(() => LogLeftBehind(lane));

    private static void Guard(Action log)
    {
        try
        {
            log();
        }
        catch (Exception)
        {
            // Whoever logs here has faces to give back, or is a worker that others need.
        }
    }

    [LoggerMessage(LogLevel.Error, "The model {Model} failed on {Failures} batches in a row. Requests are refused until it runs again, which "
        + "is tried in {Pause} s")]
    private partial void LogOpened(string model, int failures, double pause);

    [LoggerMessage(LogLevel.Warning, "The model {Model} still fails, which is tried again in {Pause} s")]
    private partial void LogProbeFailed(string model, double pause);

    [LoggerMessage(LogLevel.Information, "The model {Model} runs again")]
    private partial void LogClosed(string model);

    [LoggerMessage(LogLevel.Warning, "Stopping: lane {Lane} hangs; what it uses is not freed before it is back, or the process ends")]
    private partial void LogLeftBehind(string lane);
}
