using Google.Rpc;
using Grpc.Core;

namespace MuSiCa.Client;

/// <summary>Failures of gRPC as the exceptions that REST has.</summary>
internal static class Failures
{
    // The deadline of the call is that of the service too; who notices first says so.
    private static readonly string[] Late = ["timed-out", "timeout-unreachable"];

    public static Exception Read(RpcException exception)
    {
        Google.Rpc.Status? status = exception.GetRpcStatus();
        ErrorInfo? info = status?.GetDetail<ErrorInfo>();
        string kind = info is not null && info.Metadata.TryGetValue("type", out string? type) ? Problem.KindOf(type) : string.Empty;
        if (info is not null && !Late.Contains(kind))
        {
            return new MusicaException(new Problem(
                kind,
                exception.StatusCode.ToString(),
                (int)exception.StatusCode,
                exception.Status.Detail,
                info.Metadata.GetValueOrDefault("parameter"),
                info.Metadata.GetValueOrDefault("value"))
            {
                RetryAfter = status!.GetDetail<RetryInfo>()?.RetryDelay.ToTimeSpan(),
            });
        }

        return exception.StatusCode switch
        {
            StatusCode.DeadlineExceeded => new TimeoutException(exception.Status.Detail, exception),
            StatusCode.Unavailable or StatusCode.Cancelled => new MusicaException(exception.Status.Detail, exception),

            // The server itself refused, without details: a message over its limit above all.
            StatusCode.ResourceExhausted => Refusal(exception, "body-too-large"),
            _ => Refusal(exception, string.Empty),
        };
    }

    private static MusicaException Refusal(RpcException exception, string kind) =>
        new(new Problem(kind, exception.StatusCode.ToString(), (int)exception.StatusCode, exception.Status.Detail));
}
