namespace MuSiCa.Service.Problems;

/// <summary>Ends the handling of a request, or of one image of it, with a problem that the caller is told.</summary>
/// <param name="problem">What the caller is told.</param>
internal sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public ProblemException(ProblemType type, string detail)
        : this(new Problem(type, detail))
    {
    }

    /// <summary>What the caller is told.</summary>
    public Problem Problem { get; } = problem;
}
