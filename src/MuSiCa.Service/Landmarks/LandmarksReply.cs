using MuSiCa.Service.Problems;
using MuSiCa.Service.Telemetry;

namespace MuSiCa.Service.Landmarks;

/// <summary>What a request gets: an outcome for each of its images, or the problem of all of it.</summary>
internal sealed record LandmarksReply
{
    /// <summary>One for each image, in order; none where there is a problem.</summary>
    public IReadOnlyList<ImageOutcome> Images { get; private init; } = [];

    /// <summary>Why the request as a whole is not answered; null when it is.</summary>
    public Problem? Problem { get; private init; }

    /// <summary>How the request ended, for the metrics.</summary>
    public RequestOutcome Outcome
    {
        get
        {
            if (Problem is { } problem)
            {
                // Its status is that of a timeout, but nothing was tried.
                return problem.Type == ProblemTypes.TimeoutUnreachable ? RequestOutcome.Refused : OutcomeOf(problem.Type.Status);
            }

            int answered = Images.Count(static image => image.Answer is not null);
            return answered == Images.Count ? RequestOutcome.Ok
                : answered > 0 ? RequestOutcome.Partial
                : OutcomeOf(Images.Max(static image => image.Problem!.Status));
        }
    }

    public static LandmarksReply Of(params IReadOnlyList<ImageOutcome> images) => new() { Images = images };

    public static LandmarksReply Of(Problem problem) => new() { Problem = problem };

    private static RequestOutcome OutcomeOf(int status) => status switch
    {
        StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable => RequestOutcome.Refused,
        StatusCodes.Status408RequestTimeout or StatusCodes.Status504GatewayTimeout => RequestOutcome.Timeout,
        >= StatusCodes.Status500InternalServerError => RequestOutcome.Failed,
        _ => RequestOutcome.Invalid,
    };
}
