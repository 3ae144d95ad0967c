using MuSiCa.Service.Pictures;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Telemetry;
using MuSiCa.Service.Uploads;

namespace MuSiCa.Service.Pipeline;

/// <summary>What a request gets: an outcome for each of its images, or the problem of all of it.</summary>
internal sealed record LandmarksReply
{
    /// <summary>One for each image, in order; none where there is a problem.</summary>
    public IReadOnlyList<ImageOutcome> Images { get; private init; } = [];

    /// <summary>Why the request as a whole is not answered; null when it is.</summary>
    public Problem? Problem { get; private init; }

    /// <summary>Whether the answer says where the time went.</summary>
    public bool Timing { get; init; }

    /// <summary>Whether one image is answered as several are.</summary>
    public bool Envelope { get; init; }

    /// <summary>The names of the files of its images, in the same order; none where nothing is to be named.</summary>
    public IReadOnlyList<string?> Files { get; init; } = [];

    /// <summary>What a request of the Open Inference Protocol wants of the answer; null of others.</summary>
    public InferenceRequest? Inference { get; init; }

    /// <summary>The picture that answers in place of JSON; null where that is not asked for.</summary>
    public PictureQuery? Picture { get; init; }

    /// <summary>Whether the answer is an archive with the faces that were cut out.</summary>
    public bool IsArchive { get; init; }

    /// <summary>How the request ended, for the metrics.</summary>
    public RequestOutcome Outcome
    {
        get
        {
            if (Problem is { } problem)
            {
                return RequestOutcomes.Of(problem.Type);
            }

            int answered = Images.Count(static image => image.Aligned is not null);
            return answered == Images.Count ? RequestOutcome.Ok
                : answered > 0 ? RequestOutcome.Partial
                : RequestOutcomes.Of(Images.MaxBy(static image => image.Problem!.Type.Status)!.Problem!.Type);
        }
    }

    public static LandmarksReply Of(params IReadOnlyList<ImageOutcome> images) => new() { Images = images };

    public static LandmarksReply Of(Problem problem) => new() { Problem = problem };
}
