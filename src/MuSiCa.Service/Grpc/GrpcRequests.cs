using System.Globalization;
using Grpc.Core;

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

    /// <summary>Answers that nothing is there: a response that is all trailers (gRPC over HTTP/2, "Responses").</summary>
    public static void AnswerUnimplemented(HttpContext http)
    {
        HttpResponse response = http.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = ContentType;
        response.ContentLength = null;
        response.Headers["grpc-status"] = ((int)StatusCode.Unimplemented).ToString(CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = "Service is unimplemented.";
    }
}
