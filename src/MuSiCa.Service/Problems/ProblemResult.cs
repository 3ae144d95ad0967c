namespace MuSiCa.Service.Problems;

/// <summary>Answers with a problem without an exception: what is refused in a flood must cost as little as possible.</summary>
/// <param name="Problem">What the caller is told.</param>
internal sealed record ProblemResult(Problem Problem) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => ProblemResponse.WriteAsync(httpContext, Problem, httpContext.RequestAborted);
}
