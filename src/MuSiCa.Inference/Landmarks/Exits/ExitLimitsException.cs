namespace MuSiCa.Inference;

/// <summary>Limits that no face can be held to.</summary>
public sealed class ExitLimitsException(string limit, string problem) : Exception(problem)
{
    /// <summary>The limit at fault: <c>maxError</c>, <c>maxStages</c> or <c>profile</c>.</summary>
    public string Limit { get; } = limit;
}
