using Grpc.Core;
using MuSiCa.Grpc.Interop.Protos;

namespace MuSiCa.Grpc.Interop.Services;

/// <summary>What the test descriptions call "Echo Metadata", "Echo Status" and "CompressedRequest".</summary>
internal static class Echo
{
    private const string InitialKey = "x-grpc-test-echo-initial";
    private const string TrailingKey = "x-grpc-test-echo-trailing-bin";

    public static async Task MetadataAsync(ServerCallContext context)
    {
        foreach (byte[] value in context.RequestHeaders.Where(entry => entry.Key == TrailingKey).Select(entry => entry.ValueBytes))
        {
            context.ResponseTrailers.Add(TrailingKey, value);
        }

        var headers = new Metadata();
        foreach (string value in context.RequestHeaders.Where(entry => entry.Key == InitialKey).Select(entry => entry.Value))
        {
            headers.Add(InitialKey, value);
        }

        if (headers.Count > 0)
        {
            await context.WriteResponseHeadersAsync(headers);
        }
    }

    public static void Status(EchoStatus? status)
    {
        if (status is { Code: not 0 })
        {
            throw new RpcException(new Status((StatusCode)status.Code, status.Message));
        }
    }

    /// <summary>Looks at what the call announced: the flag of a single message does not reach the service.</summary>
    public static void Compression(BoolValue? expected, ServerCallContext context)
    {
        string? encoding = context.GetHttpContext().Request.Headers["grpc-encoding"];
        if (expected is { Value: true } && encoding is null or "identity")
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, "The request was expected to be compressed."));
        }
    }
}
