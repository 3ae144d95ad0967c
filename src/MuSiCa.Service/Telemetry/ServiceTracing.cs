using System.Diagnostics;

namespace MuSiCa.Service.Telemetry;

/// <summary>
/// The spans of a request, see docs/metrics.md: children of the one that the server begins, which goes on with the trace of the caller
/// (<c>traceparent</c>). Without a listener there are none, and nothing is allocated for them.
/// </summary>
internal static class ServiceTracing
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "MuSiCa";

    /// <summary>The body of a REST request arrives.</summary>
    public const string Receive = "receive";

    /// <summary>The request as a whole is accepted or refused.</summary>
    public const string Admit = "admit";

    /// <summary>An image waits for a thread and memory, is decoded, and what is looked at is cut out of it.</summary>
    public const string Decode = "decode";

    /// <summary>Faces are found in an image.</summary>
    public const string Detect = "detect";

    /// <summary>Further faces are cut out of an image that is decoded.</summary>
    public const string Cut = "frame";

    /// <summary>All stages of one face, with what it waited for them.</summary>
    public const string Stages = "stages";

    /// <summary>One frame of a stream.</summary>
    public const string StreamFrame = "track";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins a span.</summary>
    /// <param name="name">One of the names above.</param>
    /// <returns>Ends on disposal; null where nobody listens.</returns>
    public static Activity? Start(string name) => Source.StartActivity(name);

    /// <summary>Says on a span how long something took, in milliseconds.</summary>
    public static void Note(this Activity? span, string tag, TimeSpan time) => span?.SetTag(tag, time.TotalMilliseconds);

    /// <summary>Says on the span of the request how it ended.</summary>
    public static void NoteOutcome(RequestOutcome outcome)
    {
        // The server makes an object for the trace id of the log even where nobody listens.
        if (Source.HasListeners() && Activity.Current is { } request)
        {
            request.SetTag("musica.outcome", outcome.ToString().ToLowerInvariant());
            if (outcome is RequestOutcome.Failed)
            {
                request.SetStatus(ActivityStatusCode.Error);
            }
        }
    }
}
