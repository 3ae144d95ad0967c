using Microsoft.Extensions.Options;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Landmarks;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Telemetry;
using MuSiCa.Service.Uploads;

namespace MuSiCa.Service.Rest;

/// <summary>Answers a landmarks request: reads its query and its images and has them aligned.</summary>
internal sealed class LandmarksHandler(
    LandmarkQueryReader queries,
    ServiceGate gate,
    UploadReader uploads,
    RequestAligner aligner,
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
            LandmarkQuery query = queries.Read(http.Request.Query);
            using var deadline = new RequestDeadline(options.Value.Timeout, query.Timeout, timeProvider, http.RequestAborted);
            return await ReplyAsync(http, query, deadline) with { Timing = query.Timing };
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
            return set.Refusal is { } refusal
                ? LandmarksReply.Of(refusal)
                : await aligner.AlignAsync(http, set.Files, query, deadline);
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            return LandmarksReply.Of(deadline.Describe());
        }
    }
}
