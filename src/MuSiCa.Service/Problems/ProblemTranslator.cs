using Microsoft.Extensions.Options;
using MuSiCa.Imaging;
using MuSiCa.Service.Configuration;
using MuSiCa.Serving;

namespace MuSiCa.Service.Problems;

/// <summary>Says which problem an exception is for the caller. The one place where exceptions become problems.</summary>
internal sealed class ProblemTranslator(IOptions<RequestOptions> requests)
{
    /// <summary>Names the problem that <paramref name="exception"/> means; what is not expected is an internal error.</summary>
    public Problem Translate(Exception exception) => exception switch
    {
        ProblemException problem => problem.Problem,
        ImageException image => new Problem(TypeOf(image.Kind), image.Message),
        AdmissionException admission => OfRefusal(admission.Refusal),
        StageFailedException => new Problem(ProblemTypes.AlignmentFailed,
            "The model failed while this face was in it. Try again; if it fails again, report the trace id."),
        StageStalledException => new Problem(ProblemTypes.AlignmentStalled,
            "A stage of the model did not come back with this face and was given up. Try again; if it happens again, report the trace "
                + "id."),
        DeadlineExceededException => new Problem(ProblemTypes.TimedOut,
            "The time that the request allows was over before the model could begin with this face. Allow more, or ask again when the "
                + "service is less busy."),
        BadHttpRequestException http => OfHttp(http),
        _ => new Problem(ProblemTypes.InternalError, "The service failed on this request. Report the trace id to its operator."),
    };

    /// <summary>The problem of faces that are not taken.</summary>
    public static Problem OfRefusal(AdmissionRefusal refusal) => refusal.Reason switch
    {
        RefusalReason.Faces => new Problem(ProblemTypes.QueueFull, refusal.Message) { RetryAfter = refusal.RetryAfter },
        RefusalReason.Work => new Problem(ProblemTypes.Overloaded, refusal.Message) { RetryAfter = refusal.RetryAfter },
        RefusalReason.Memory => new Problem(ProblemTypes.MemoryFull, refusal.Message) { RetryAfter = refusal.RetryAfter },
        RefusalReason.Deadline => new Problem(ProblemTypes.TimeoutUnreachable, refusal.Message),
        RefusalReason.Stalled => Stalled(),
        RefusalReason.Failing => Failing(refusal.RetryAfter),
        _ => Draining(),
    };

    /// <summary>The problem that every request gets while nothing can be aligned.</summary>
    public static Problem Stalled() => new(ProblemTypes.Stalled,
        "A stage of the model hangs on every device, so that nothing can be answered. Ask another instance; this one should be "
            + "restarted.");

    /// <summary>The problem that requests get while the model fails every time.</summary>
    /// <param name="retryAfter">When it may run again.</param>
    public static Problem Failing(TimeSpan? retryAfter) => new(ProblemTypes.Failing,
        "The model failed on one batch after the other and takes nothing until it has been tried again. Ask another instance, or again "
            + "when that is over.")
    {
        RetryAfter = retryAfter,
    };

    /// <summary>The problem that every request gets once the service is shutting down.</summary>
    public static Problem Draining() => new(ProblemTypes.Draining,
        "The service finishes what it has accepted and takes nothing new. Ask another instance, or again in a moment.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    /// <summary>The problem that every request gets until the model is warm.</summary>
    public static Problem NotReady() => new(ProblemTypes.NotReady,
        "The model is being made ready. Ask again in a moment; GET /health/ready says when.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    private Problem OfHttp(BadHttpRequestException http) => http.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => BodyTooLarge(),
        StatusCodes.Status408RequestTimeout => new Problem(ProblemTypes.RequestTimeout,
            "The body arrived more slowly than the server waits for."),
        _ => new Problem(ProblemTypes.RequestMalformed, http.Message),
    };

    /// <summary>The problem of a body over the limit.</summary>
    public Problem BodyTooLarge() => new(ProblemTypes.BodyTooLarge,
        $"The body is larger than the {requests.Value.MaxBytes:N0} bytes that one request may have (setting MuSiCa:Requests:MaxBytes). "
            + "Send fewer or smaller images.");

    private static ProblemType TypeOf(ImageErrorKind kind) => kind switch
    {
        ImageErrorKind.Empty => ProblemTypes.ImageEmpty,
        ImageErrorKind.Unsupported => ProblemTypes.ImageUnsupported,
        ImageErrorKind.Corrupt => ProblemTypes.ImageCorrupt,
        ImageErrorKind.Truncated => ProblemTypes.ImageTruncated,
        ImageErrorKind.TooManyBytes => ProblemTypes.ImageTooManyBytes,
        ImageErrorKind.TooManyPixels => ProblemTypes.ImageTooManyPixels,
        ImageErrorKind.TooWide => ProblemTypes.ImageTooWide,
        ImageErrorKind.TooTall => ProblemTypes.ImageTooTall,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind of image error has no problem type."),
    };
}
