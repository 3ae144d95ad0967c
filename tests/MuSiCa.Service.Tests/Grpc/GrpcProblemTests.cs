using Google.Rpc;
using Grpc.Core;
using MuSiCa.Service.Grpc;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Tests.Grpc;

public sealed class GrpcProblemTests
{
    public static TheoryData<string> Types { get; } = [.. ProblemTypes.All.Select(type => type.Name)];

    // One table, both protocols: every row gives an HTTP and a gRPC status that mean the same.
    [Theory]
    [MemberData(nameof(Types))]
    public void ToException_EveryRowOfTheTable_HasItsStatusAndItsDetails(string name)
    {
        ProblemType type = ProblemTypes.All.Single(row => row.Name == name);

        RpcException exception = GrpcProblem.ToException(new Problem(type, "what is wrong") { Parameter = "p", Value = "v" });

        Assert.Equal((type.Code, "what is wrong"), (exception.StatusCode, exception.Status.Detail));
        ErrorInfo info = exception.GetRpcStatus()!.GetDetail<ErrorInfo>()!;
        Assert.Equal(("musica", type.Uri, "p", "v"), (info.Domain, info.Metadata["type"], info.Metadata["parameter"], info.Metadata["value"]));
        Assert.Matches("^[A-Z][A-Z0-9_]+[A-Z0-9]$", info.Reason);
        Assert.Contains(type.Code, CodesOf(type.Status));
        bool mayBeRetried = type.Code is StatusCode.ResourceExhausted or StatusCode.Unavailable;
        Assert.Equal(mayBeRetried ? "-1" : null, exception.Trailers.GetValue("grpc-retry-pushback-ms"));
    }

    [Fact]
    public void ToException_WaitingHelps_SaysHowLong()
    {
        RpcException exception = GrpcProblem.ToException(
            new Problem(ProblemTypes.QueueFull, "full") { RetryAfter = TimeSpan.FromMilliseconds(250) });

        Assert.Equal("250", exception.Trailers.GetValue("grpc-retry-pushback-ms"));
        Assert.Equal(0.25, exception.GetRpcStatus()!.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan().TotalSeconds);
    }

    private static StatusCode[] CodesOf(int status) => status switch
    {
        400 or 406 or 414 or 422 => [StatusCode.InvalidArgument],
        401 => [StatusCode.Unauthenticated],
        403 => [StatusCode.PermissionDenied],

        // gRPC has a status of its own for an encoding that it does not know (compression.md of the protocol).
        415 => [StatusCode.InvalidArgument, StatusCode.Unimplemented],
        431 => [StatusCode.ResourceExhausted],

        // A message over the limit is refused by the gRPC server itself, in its own words.
        413 => [StatusCode.InvalidArgument, StatusCode.ResourceExhausted],
        404 => [StatusCode.NotFound, StatusCode.Unimplemented],
        405 => [StatusCode.Unimplemented],
        408 or 504 => [StatusCode.DeadlineExceeded],
        429 => [StatusCode.ResourceExhausted],
        500 => [StatusCode.Internal],
        503 => [StatusCode.Unavailable],
        _ => [],
    };
}
