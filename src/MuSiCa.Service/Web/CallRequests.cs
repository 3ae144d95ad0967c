using MuSiCa.Service.Grpc;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Web;

/// <summary>Tells the calls of clients, for landmarks or what goes with them, from those who look at pages or at the state of the service.</summary>
internal static class CallRequests
{
    private static readonly PathString Interface = "/v1";

    /// <summary>Whether a request is a call. What is neither known to be a page nor a probe is one.</summary>
    public static bool IsCall(this HttpContext http) =>
        !http.IsProbe()
        && (GrpcRequests.IsGrpc(http.Request)
            || !(HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
            || http.Request.Path.StartsWithSegments(Interface) || http.IsInference());

    /// <summary>Answers a request with a problem, in the words of its protocol.</summary>
    /// <param name="http">The request.</param>
    /// <param name="problem">The problem; its detail is printable ASCII without percent signs.</param>
    public static Task RefuseAsync(this HttpContext http, Problem problem)
    {
        if (!GrpcRequests.IsGrpc(http.Request))
        {
            return ProblemResponse.WriteAsync(http, problem, http.RequestAborted);
        }

        GrpcRequests.Answer(http, problem);
        return Task.CompletedTask;
    }
}
