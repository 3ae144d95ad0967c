using System.Diagnostics;
using Microsoft.Extensions.Options;
using MuSiCa.Service.Admission;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.OpenInference;
using MuSiCa.Service.Pipeline;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Telemetry;
using MuSiCa.Service.Uploads;

namespace MuSiCa.Service.Rest;

/// <summary>Answers a landmarks request: reads its query and its images and has them aligned.</summary>
internal sealed class LandmarksHandler(
    LandmarkQueryReader queries,
    ServiceGate gate,
    UploadReader uploads,
    AdmissionControl admission,
    RefusalPace pace,
    ImagePlanner planner,
    LandmarkPipeline pipeline,
    ProblemReporter problems,
    ServiceMetrics metrics,
    TimeProvider timeProvider,
    IOptions<RequestOptions> options)
{
    private const string Protocol = "rest";

    /// <summary>Answers, be it with a problem; only for a client that has left it throws.</summary>
    /// <param name="http">The request.</param>
    /// <param name="form">What its body is.</param>
    /// <param name="model">The model where its address names one; null where its query may.</param>
    public async Task<LandmarksReply> HandleAsync(HttpContext http, BodyForm form = BodyForm.Any, string? model = null)
    {
        long start = timeProvider.GetTimestamp();
        RequestOutcome outcome = RequestOutcome.Cancelled;
        try
        {
            LandmarksReply reply = gate.Refuse() is { } refusal ? LandmarksReply.Of(refusal) : await ReplyAsync(http, form, model);
            outcome = reply.Outcome;
            if (reply.Problem?.Type.Status == StatusCodes.Status429TooManyRequests)
            {
                await pace.WaitAsync(http.Request.ContentLength ?? 0, http.RequestAborted);
            }

            if (reply.Problem?.Type == ProblemTypes.RequestTimeout)
            {
                problems.NoteLate(http);
            }

            return reply;
        }
        finally
        {
            ServiceTracing.NoteOutcome(outcome);
            metrics.RequestFinished(Protocol, outcome, timeProvider.GetElapsedTime(start).TotalSeconds);
        }
    }

    private async Task<LandmarksReply> ReplyAsync(HttpContext http, BodyForm form, string? model)
    {
        try
        {
            using LandmarkQuery query = queries.Read(http.Request, mayLackBoxes: form.IsJson(http.Request), model: model);
            using var deadline = new RequestDeadline(options.Value.Timeout, query.Timeout, timeProvider, http.RequestAborted);
            return await ReplyAsync(http, form, query, deadline);
        }
        catch (Exception exception) when (!http.RequestAborted.IsCancellationRequested)
        {
            return LandmarksReply.Of(problems.Report(http, exception));
        }
    }

    private async Task<LandmarksReply> ReplyAsync(HttpContext http, BodyForm form, LandmarkQuery query, RequestDeadline deadline)
    {
        // Before the body: what is refused should cost as little as possible.
        double work = planner.Expect(http.Request.ContentLength ?? 0, query.Boxes.Count);
        var order = new AdmissionOrder(query.Model, 1, work, ClientShare.Of(http), query.Priority)
        {
            TimeAsked = query.Timeout,
            TimeLeft = deadline.Left,
            IsSearched = query.Find is not null,
        };
        if (admission.RefuseEarly(order) is { } early)
        {
            return LandmarksReply.Of(ProblemTranslator.OfRefusal(early));
        }

        try
        {
            using UploadSet set = await ReceiveAsync(http, form, order, deadline);
            deadline.MarkReceived();
            if (set.Refusal is { } refusal)
            {
                return LandmarksReply.Of(refusal);
            }

            // JSON says what is asked only now.
            using LandmarkQuery? complete = form.IsJson(http.Request)
                ? queries.Read(http.Request, set.Parameters, model: form == BodyForm.Inference ? query.Model.Package.Name : null)
                : null;
            if (set.Inference is { } inference)
            {
                InferenceTensors.Check(inference, complete!);
            }

            return await RunAsync(http, set, complete ?? query, deadline);
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            return LandmarksReply.Of(deadline.Describe());
        }
    }

    private async Task<LandmarksReply> RunAsync(HttpContext http, UploadSet set, LandmarkQuery query, RequestDeadline deadline) =>
        await pipeline.RunAsync(http, set.Files, query, deadline) with
        {
            Timing = query.Timing,
            Picture = query.Picture,
            IsArchive = query.IsArchive,
            Envelope = query.Envelope,
            Inference = set.Inference,
            Files = [.. set.Files.Select(static file => file.Name)],
        };

    private async Task<UploadSet> ReceiveAsync(HttpContext http, BodyForm form, AdmissionOrder order, RequestDeadline deadline)
    {
        using Activity? span = ServiceTracing.Start(ServiceTracing.Receive);
        using IDisposable expected = admission.Expect(order);
        return await uploads.ReadAsync(http.Request, form, deadline.Token);
    }
}
