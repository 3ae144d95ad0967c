using System.IO.Pipelines;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;
using MuSiCa.Service.Admission;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Problems;
using MuSiCa.Serving;

namespace MuSiCa.Service.Grpc;

/// <summary>Has the bodies of gRPC calls counted in the budget of the service while they arrive, and gives their messages a time.</summary>
internal sealed class CallBodies(
    MemoryBudget memory, MessageMemory messages, ProblemReporter problems, TimeProvider timeProvider, IOptions<RequestOptions> options)
{
    private const string EncodingHeader = "grpc-encoding";
    private const string NoEncoding = "identity";

    /// <summary>Runs a call with its body watched.</summary>
    public async Task RunAsync(HttpContext http, RequestDelegate next)
    {
        // The server would end all calls of the connection for the slowness of one.
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        await using var body = new CountedPipeReader(
            http.Request.BodyReader,
            new MemoryAccount(memory, MemoryUse.Messages, ClientShare.Of(http)),
            wanted => GrpcProblem.ToException(messages.Refuse(wanted)),
            WatchesItself(http) ? null : new MessageDeadline(options.Value.Timeout, timeProvider, () => GrpcProblem.ToException(Late(http))));
        http.Features.Set<IRequestBodyPipeFeature>(new WatchedBody(body));
        if (http.Request.Headers[EncodingHeader] is { Count: > 0 } encoding && encoding != NoEncoding)
        {
            CountedCompression.Begin(body);
        }

        await next(http);
    }

    // A stream of frames has times of its own, between frames and before the first.
    private static bool WatchesItself(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is { Method.Type: MethodType.DuplexStreaming } method
        && method.ServiceType == typeof(FaceLandmarkerService);

    private Problem Late(HttpContext http)
    {
        problems.NoteLate(http);
        return new Problem(ProblemTypes.RequestTimeout,
            $"The message did not arrive within {options.Value.Timeout.TotalSeconds:0.###} s (setting MuSiCa:Requests:Timeout).");
    }

    private sealed class WatchedBody(PipeReader reader) : IRequestBodyPipeFeature
    {
        public PipeReader Reader => reader;
    }
}

/// <summary>Puts <see cref="CallBodies"/> into the pipeline.</summary>
internal static class CallBodiesExtensions
{
    public static IApplicationBuilder UseCallBodies(this IApplicationBuilder app)
    {
        CallBodies bodies = app.ApplicationServices.GetRequiredService<CallBodies>();
        return app.Use((http, next) => GrpcRequests.IsGrpc(http.Request) ? bodies.RunAsync(http, next) : next(http));
    }
}
