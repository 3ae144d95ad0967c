using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Grpc;

/// <summary>Puts a problem into the words of gRPC: its status, and the details of google/rpc/error_details.proto.</summary>
internal static class GrpcProblem
{
    /// <summary>Domain of every <see cref="ErrorInfo"/>.</summary>
    public const string Domain = "musica";

    // Official clients wait this long before they repeat a call, and do not where it is negative (gRFC A6).
    private const string PushbackTrailer = "grpc-retry-pushback-ms";

    /// <summary>Makes the exception that ends a call.</summary>
    public static RpcException ToException(Problem problem)
    {
        var status = new Google.Rpc.Status { Code = (int)problem.Type.Code, Message = problem.Detail };
        status.Details.Add(Any.Pack(Describe(problem)));
        if (problem.RetryAfter is { } wait)
        {
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(wait) }));
        }

        RpcException exception = status.ToRpcException();
        if (problem.Type.Code is StatusCode.ResourceExhausted or StatusCode.Unavailable)
        {
            string pause = problem.RetryAfter is { } time ? Milliseconds(time).ToString(CultureInfo.InvariantCulture) : "-1";
            exception.Trailers.Add(PushbackTrailer, pause);
        }

        return exception;
    }

    /// <summary>Puts the problem of one frame into its answer.</summary>
    public static Protos.V1.Problem ToFrameProblem(Problem problem) => new()
    {
        Type = problem.Type.Name,
        Detail = problem.Detail,
        Code = (uint)problem.Type.Code,
        RetryAfterMs = problem.RetryAfter is { } wait ? (uint)Milliseconds(wait) : 0,
    };

    private static ErrorInfo Describe(Problem problem)
    {
        var info = new ErrorInfo { Reason = problem.Type.Reason, Domain = Domain };
        info.Metadata.Add("type", problem.Type.Uri);
        if (problem.Parameter is { } parameter)
        {
            info.Metadata.Add("parameter", parameter);
            info.Metadata.Add("value", problem.Value ?? string.Empty);
        }

        return info;
    }

    private static long Milliseconds(TimeSpan time) => Math.Max(1, (long)Math.Ceiling(time.TotalMilliseconds));
}
