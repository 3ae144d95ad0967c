using Grpc.Core;
using Microsoft.Extensions.Options;
using MuSiCa.Inference;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Finding;
using MuSiCa.Service.Models;
using MuSiCa.Service.Pipeline;
using MuSiCa.Service.Problems;
using Problem = MuSiCa.Service.Problems.Problem;

namespace MuSiCa.Service.Grpc;

/// <summary>Answers the call Locate.</summary>
internal sealed class LocateHandler(
    UnaryCalls calls, ModelCatalog models, FinderSwitch finder, LandmarkPipeline pipeline, IOptions<RequestOptions> options)
{
    /// <summary>Answers.</summary>
    /// <exception cref="RpcException">The call ends with a problem.</exception>
    public Task<LocateResponse> HandleAsync(LocateRequest request, ServerCallContext context) => calls.RunAsync(
        request,
        context,
        (http, deadline) => ReplyAsync(request, http, deadline),
        reply => reply is { Images: [{ Aligned: { } aligned }] } ? MessageWriter.Write(aligned, request.Timing) : null);

    private async Task<LandmarksReply> ReplyAsync(LocateRequest request, HttpContext http, RequestDeadline deadline)
    {
        using LandmarkQuery query = MessageReader.Model(request.Model, models, model => Read(request, model, deadline.Asked));
        return await pipeline.RunAsync(http, [MessageReader.Picture(request.Image)], query, deadline);
    }

    private LandmarkQuery Read(LocateRequest request, LoadedModel model, TimeSpan? timeout)
    {
        BoundingBox[] boxes = MessageReader.Boxes(request.Boxes);
        return new LandmarkQuery(
            model,
            boxes,
            MessageReader.Limits(request.Limits, model.Package),
            timeout,
            MessageReader.Priority(request.Priority),
            request.Timing)
        {
            Find = Find(request, boxes.Length),
            Details = new AnswerDetails(LandmarkQuery.CheckPose(request.Pose, model.Package), request.Spread),
        };
    }

    private FindQuery? Find(LocateRequest request, int boxes)
    {
        if (boxes == 0)
        {
            return finder.Engine is null
                ? throw new ProblemException(LandmarkQuery.BoxRequired())
                : MessageReader.Find(request.Find, options.Value.MaxFaces);
        }

        return request.Find is null ? null : throw new ProblemException(Problem.OfParameter(ProblemTypes.ParameterInvalid, "find", null,
            "Where faces are given with boxes none are looked for: leave out find, or boxes."));
    }
}
