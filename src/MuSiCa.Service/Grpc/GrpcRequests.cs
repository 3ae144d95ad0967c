using System.Globalization;
using Grpc.Core;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Grpc;

/// <summary>Answers gRPC requests that no gRPC service has seen, in the words that their clients understand.</summary>
internal static class GrpcRequests
{
    /// <summary>The trailer that holds the status code of a call.</summary>
    public const string StatusTrailer = "grpc-status";

    private const string ContentType = "application/grpc";

    /// <summary>Whether a request is one of gRPC, by its content type.</summary>
    public static bool IsGrpc(HttpRequest request) =>
        request.ContentType is { } type
        && type.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (type.Length == ContentType.Length || type[ContentType.Length] is '+' or ';' or ' ');

    /// <summary>Answers with a problem: a response that is all trailers (gRPC over HTTP/2, "Responses").</summary>
    /// <param name="http">The request.</param>
    /// <param name="problem">The problem, as <see cref="WriteStatus"/> takes it.</param>
    public static void Answer(HttpContext http, Problem problem)
    {
        HttpResponse response = http.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = ContentType;
        response.ContentLength = null;
        WriteStatus(response.Headers, problem);
    }

    /// <summary>Puts a problem into the trailers of a response.</summary>
    /// <param name="trailers">The trailers, or the headers of a response that is all trailers.</param>
    /// <param name="problem">The problem; its detail is sent as it is and must be printable ASCII without percent signs.</param>
    public static void WriteStatus(IHeaderDictionary trailers, Problem problem)
    {
        RpcException exception = GrpcProblem.ToException(problem);
        trailers[StatusTrailer] = ((int)exception.StatusCode).ToString(CultureInfo.InvariantCulture);
        trailers["grpc-message"] = exception.Status.Detail;
        foreach (Metadata.Entry trailer in exception.Trailers)
        {
            trailers[trailer.Key] = trailer.IsBinary ? Convert.ToBase64String(trailer.ValueBytes) : trailer.Value;
        }
    }
}
