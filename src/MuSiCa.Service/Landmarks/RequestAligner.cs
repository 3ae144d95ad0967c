using Microsoft.Extensions.Options;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Problems;
using MuSiCa.Serving;

namespace MuSiCa.Service.Landmarks;

/// <summary>Answers a request whose images are there: takes places for its faces and aligns them.</summary>
internal sealed class RequestAligner(
    IFaceAligner aligner, ImageAligner images, FoundAligner found, ProblemReporter problems, IOptions<RequestOptions> options)
{
    /// <summary>Answers, be it with a problem.</summary>
    /// <param name="http">The request, for the log.</param>
    /// <param name="pictures">Its images, at least one; their owner disposes of them once more.</param>
    /// <param name="query">What it asks for.</param>
    /// <param name="deadline">The time it has.</param>
    /// <exception cref="OperationCanceledException">The time is over, or the client has left.</exception>
    public async Task<LandmarksReply> AlignAsync(
        HttpContext http, IReadOnlyList<IPicture> pictures, LandmarkQuery query, RequestDeadline deadline)
    {
        if (LandmarkQuery.CheckFaces(query.Boxes.Count, pictures.Count, options.Value.MaxFaces) is { } tooMany)
        {
            return LandmarksReply.Of(tooMany);
        }

        // The clock may be past the time before the token knows.
        if (deadline.Left <= TimeSpan.Zero)
        {
            return LandmarksReply.Of(deadline.Describe());
        }

        // How many faces will be found is not known yet: one each must fit at least.
        bool isSearched = query.Find is not null;
        var order = new FaceOrder(pictures.Count * (isSearched ? 1 : query.Boxes.Count))
        {
            Limits = query.Limits,
            Priority = query.Priority,

            // Only who says how long they wait wants less than the whole way.
            TimeLeft = query.Timeout is null ? null : deadline.Left,
        };

        // Before anything is decoded: what is refused must cost as little as possible.
        if (!aligner.TryAdmit(order, out IFaceAdmission? admission, out AdmissionRefusal? refusal))
        {
            return LandmarksReply.Of(ProblemTranslator.OfRefusal(refusal));
        }

        if (isSearched)
        {
            admission.Dispose();
            return await AnswerAsync(http, pictures, picture => found.AlignAsync(picture, pictures.Count, query, deadline));
        }

        using (admission)
        {
            var request = new AdmittedRequest(query, admission, deadline.Received ?? TimeSpan.Zero);
            return await AnswerAsync(http, pictures, picture => images.AlignAsync(picture, request, deadline.Token));
        }
    }

    private async Task<LandmarksReply> AnswerAsync(
        HttpContext http, IReadOnlyList<IPicture> pictures, Func<IPicture, Task<AlignedImage>> align) => pictures.Count == 1
            ? LandmarksReply.Of(ImageOutcome.Of(await align(pictures[0])))
            : LandmarksReply.Of(await Task.WhenAll(pictures.Select(picture => AlignOneOfManyAsync(http, picture, align))));

    private async Task<ImageOutcome> AlignOneOfManyAsync(HttpContext http, IPicture picture, Func<IPicture, Task<AlignedImage>> align)
    {
        try
        {
            return ImageOutcome.Of(await align(picture));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return ImageOutcome.Of(problems.Report(http, exception));
        }
    }
}
