using System.Text.Json.Serialization;

namespace MuSiCa.Client;

/// <summary>The service refused a call, or could not be reached.</summary>
public sealed class MusicaException : Exception
{
    /// <summary>For a refusal.</summary>
    public MusicaException(Problem problem)
        : base(Describe(problem))
    {
        Problem = problem;
    }

    /// <summary>For a service that could not be reached.</summary>
    public MusicaException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Why the service refused the call; <see langword="null"/> where it could not be reached.</summary>
    public Problem? Problem { get; }

    private static string Describe(Problem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        string kind = problem.Type.Length > 0 ? problem.Type : $"{problem.Status}";
        return $"{kind}: {(problem.Detail.Length > 0 ? problem.Detail : problem.Title)}";
    }
}

/// <summary>Why an image could not be answered (RFC 9457).</summary>
/// <param name="Type">The kind, which never changes: <c>image-corrupt</c>, without <c>urn:musica:problem:</c>.</param>
/// <param name="Title">The kind in words.</param>
/// <param name="Status">That of HTTP; over gRPC its own code.</param>
/// <param name="Detail">What is wrong here and what to do, for people.</param>
/// <param name="Parameter">The parameter at fault, if one is.</param>
/// <param name="Value">Its value.</param>
public sealed record Problem(
    [property: JsonConverter(typeof(ProblemTypeConverter))] string Type,
    string Title,
    int Status,
    string Detail,
    string? Parameter = null,
    string? Value = null)
{
    private const string Prefix = "urn:musica:problem:";

    /// <summary>After which to try again, where waiting helps.</summary>
    [JsonIgnore]
    public TimeSpan? RetryAfter { get; init; }

    internal static string KindOf(string type) => type.StartsWith(Prefix, StringComparison.Ordinal) ? type[Prefix.Length..] : type;
}
