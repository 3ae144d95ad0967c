using Microsoft.Extensions.Options;
using MuSiCa.Cascade;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Uploads;
using MuSiCa.Serving;

namespace MuSiCa.Service.Landmarks;

/// <summary>Answers a landmarks request: reads its images, takes places for its faces, aligns them.</summary>
internal sealed class LandmarksHandler(
    CascadeSession session,
    UploadReader uploads,
    IFaceAligner aligner,
    ImageAligner images,
    ProblemReporter problems,
    TimeProvider timeProvider,
    IOptions<RequestOptions> options)
{
    /// <summary>One outcome for each image, in order, and whatever of it is a failure thrown when there is only one.</summary>
    /// <exception cref="ProblemException">The request as a whole cannot be answered.</exception>
    public async Task<IReadOnlyList<ImageOutcome>> HandleAsync(HttpContext http)
    {
        RequestOptions limits = options.Value;
        LandmarkQuery query = LandmarkQuery.Parse(http.Request.Query, session.Package, limits.MaxFaces);
        using var deadline = new RequestDeadline(limits.Timeout, timeProvider, http.RequestAborted);
        try
        {
            using UploadSet set = await uploads.ReadAsync(http.Request, deadline.Token);
            deadline.MarkReceived();
            return await AlignAsync(http, set.Files, query, deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            throw new ProblemException(deadline.Describe());
        }
    }

    private async Task<IReadOnlyList<ImageOutcome>> AlignAsync(
        HttpContext http, IReadOnlyList<Upload> files, LandmarkQuery query, CancellationToken cancellationToken)
    {
        long faces = (long)files.Count * query.Boxes.Count;
        if (faces > options.Value.MaxFaces)
        {
            throw new ProblemException(LandmarkQuery.TooManyFaces(query.Boxes.Count, files.Count, options.Value.MaxFaces));
        }

        // Before anything is decoded: what is refused must cost as little as possible.
        using IFaceAdmission admission = aligner.Admit((int)faces);
        if (files.Count == 1)
        {
            return [ImageOutcome.Of(await images.AlignAsync(files[0].Encoded, query, admission, cancellationToken))];
        }

        return await Task.WhenAll(files.Select(file => AlignOneOfManyAsync(http, file, query, admission, cancellationToken)));
    }

    private async Task<ImageOutcome> AlignOneOfManyAsync(
        HttpContext http, Upload file, LandmarkQuery query, IFaceAdmission admission, CancellationToken cancellationToken)
    {
        try
        {
            return ImageOutcome.Of(await images.AlignAsync(file.Encoded, query, admission, cancellationToken));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return ImageOutcome.Of(ProblemAnswer.From(problems.Report(http, exception), http));
        }
    }
}
