using System.Globalization;
using Grpc.Core;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Grpc;

/// <summary>Answers gRPC requests that no gRPC service has seen, in the words that their clients understand.</summary>
internal static class GrpcRequests
{
    private const string ContentType = "application/grpc";

    /// <summary>Whether a request is one of gRPC, by its content type.</summary>
    public static bool IsGrpc(HttpRequest request) =>
        request.ContentType is { } type
        && type.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (type.Length == ContentType.Length || type[ContentType.Length] is '+' or ';' or ' ');

    /// <summary>Answers with a problem: a response that is all trailers (gRPC over HTTP/2, "Responses").</summary>
    /// <param name="http">The request.</param>
    /// <param name="problem">The problem; its detail is sent as it is and must be printable ASCII without percent signs.</param>
    public static void Answer(HttpContext http, Problem problem)
    {
        RpcException exception = GrpcProblem.ToException(problem);
        HttpResponse response = http.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = ContentType;
        response.ContentLength = null;
        response.Headers["grpc-status"] = ((int)exception.StatusCode).ToString(CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = exception.Status.Detail;
        foreach (Metadata.Entry trailer in exception.Trailers)
        {
            response.Headers[trailer.Key] = trailer.IsBinary ? Convert.ToBase64String(trailer.ValueBytes) : trailer.Value;
        }
    }
}
