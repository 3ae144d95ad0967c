namespace MuSiCa.Bench;

/// <summary>What the parts came to that run the model in this process; null where one was not run.</summary>
/// <param name="Ceiling">Part (a).</param>
/// <param name="Closed">Part (b).</param>
/// <param name="Selective">What the exits do to the error.</param>
/// <param name="Open">Part (c).</param>
internal sealed record ProcessorParts(
    CeilingResult? Ceiling, ClosedResult? Closed, SelectiveError? Selective, IReadOnlyList<OpenPoint>? Open);
