using Microsoft.Extensions.Options;
using MuSiCa.Cascade;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Telemetry;
using MuSiCa.Service.Uploads;
using MuSiCa.Serving;

namespace MuSiCa.Service.Landmarks;

/// <summary>Answers a landmarks request: reads its images, takes places for its faces, aligns them.</summary>
internal sealed class LandmarksHandler(
    CascadeSession session,
    ServiceGate gate,
    UploadReader uploads,
    IFaceAligner aligner,
    ImageAligner images,
    ProblemReporter problems,
    ServiceMetrics metrics,
    TimeProvider timeProvider,
    IOptions<RequestOptions> options)
{
    private const string Protocol = "rest";

    /// <summary>Answers, be it with a problem; only for a client that has left it throws.</summary>
    public async Task<LandmarksReply> HandleAsync(HttpContext http)
    {
        long start = timeProvider.GetTimestamp();
        RequestOutcome outcome = RequestOutcome.Cancelled;
        try
        {
            LandmarksReply reply = gate.Refuse() is { } refusal ? LandmarksReply.Of(refusal) : await ReplyAsync(http);
            outcome = reply.Outcome;
            return reply;
        }
        finally
        {
            metrics.RequestFinished(Protocol, outcome, timeProvider.GetElapsedTime(start).TotalSeconds);
        }
    }

    private async Task<LandmarksReply> ReplyAsync(HttpContext http)
    {
        try
        {
            LandmarkQuery query = LandmarkQuery.Parse(http.Request.Query, session.Package, options.Value);
            using var deadline = new RequestDeadline(options.Value.Timeout, query.Timeout, timeProvider, http.RequestAborted);
            return await ReplyAsync(http, query, deadline);
        }
        catch (Exception exception) when (!http.RequestAborted.IsCancellationRequested)
        {
            return LandmarksReply.Of(problems.Report(http, exception));
        }
    }

    private async Task<LandmarksReply> ReplyAsync(HttpContext http, LandmarkQuery query, RequestDeadline deadline)
    {
        try
        {
            using UploadSet set = await uploads.ReadAsync(http.Request, deadline.Token);
            deadline.MarkReceived();
            return set.Refusal is { } refusal ? LandmarksReply.Of(refusal) : await AlignAsync(http, set.Files, query, deadline);
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            return LandmarksReply.Of(deadline.Describe());
        }
    }

    private async Task<LandmarksReply> AlignAsync(
        HttpContext http, IReadOnlyList<Upload> files, LandmarkQuery query, RequestDeadline deadline)
    {
        long faces = (long)files.Count * query.Boxes.Count;
        if (faces > options.Value.MaxFaces)
        {
            return LandmarksReply.Of(LandmarkQuery.TooManyFaces(query.Boxes.Count, files.Count, options.Value.MaxFaces));
        }

        // The clock may be past the time before the token knows.
        if (deadline.Left <= TimeSpan.Zero)
        {
            return LandmarksReply.Of(deadline.Describe());
        }

        var order = new FaceOrder((int)faces)
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

        using (admission)
        {
            var request = new AdmittedRequest(query, admission, deadline.Received ?? TimeSpan.Zero);
            return files.Count == 1
                ? LandmarksReply.Of(ImageOutcome.Of(await images.AlignAsync(files[0], request, deadline.Token)))
                : LandmarksReply.Of(await Task.WhenAll(files.Select(file => AlignOneOfManyAsync(http, file, request, deadline.Token))));
        }
    }

    private async Task<ImageOutcome> AlignOneOfManyAsync(
        HttpContext http, Upload file, AdmittedRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return ImageOutcome.Of(await images.AlignAsync(file, request, cancellationToken));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return ImageOutcome.Of(ProblemAnswer.From(problems.Report(http, exception), http));
        }
    }
}
