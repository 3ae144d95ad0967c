using System.Diagnostics;
using System.Text.Json.Serialization;

namespace MuSiCa.Service.Problems;

/// <summary>A failure as JSON (RFC 9457, <c>application/problem+json</c>).</summary>
/// <param name="Type">Stable identifier of the kind of failure, one of the table in the documentation.</param>
/// <param name="Title">The same short sentence for every failure of this kind.</param>
/// <param name="Status">HTTP status code; inside the answer for several images, the one this image alone would have got.</param>
/// <param name="Detail">What is wrong here, with which value, and what to do.</param>
/// <param name="Parameter">The query parameter at fault; absent when none is.</param>
/// <param name="Value">The value of that parameter as it was sent, shortened; absent without a parameter.</param>
/// <param name="TraceId">What to quote when asking about this failure; only with failures of the service itself.</param>
internal sealed record ProblemAnswer(
    string Type,
    string Title,
    int Status,
    string Detail,
    string? Parameter = null,
    string? Value = null,
    string? TraceId = null)
{
    /// <summary>The media type of a response that is a problem.</summary>
    public const string ContentType = "application/problem+json";

    /// <summary>The name of the file that it is about, where there may be several; absent where it has none.</summary>
    [JsonPropertyOrder(-1)]
    public string? File { get; init; }

    public static ProblemAnswer From(Problem problem, HttpContext http) => new(
        problem.Type.Uri,
        problem.Type.Title,
        problem.Type.Status,
        problem.Detail,
        problem.Parameter,
        problem.Value,
        problem.Type.Status == StatusCodes.Status500InternalServerError ? TraceIdOf(http) : null);

    /// <summary>The identifier under which the handling of a request is found in logs and traces.</summary>
    public static string TraceIdOf(HttpContext http) => Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;
}
