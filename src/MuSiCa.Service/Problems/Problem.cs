namespace MuSiCa.Service.Problems;

/// <summary>One occurrence of a failure, independent of the protocol that reports it.</summary>
/// <param name="Type">The kind of failure.</param>
/// <param name="Detail">What is wrong here, with which value, and what to do; written for the caller.</param>
internal sealed record Problem(ProblemType Type, string Detail)
{
    /// <summary>The request parameter at fault, such as <c>box</c>; null when none is.</summary>
    public string? Parameter { get; init; }

    /// <summary>The value of that parameter as it was sent, shortened.</summary>
    public string? Value { get; init; }

    /// <summary>After which time the same request may succeed; null when waiting does not help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The problem of a parameter.</summary>
    public static Problem OfParameter(ProblemType type, string name, string? value, string detail) =>
        new(type, detail) { Parameter = Excerpt.Of(name), Value = Excerpt.Of(value) };
}
