namespace MuSiCa.Bench;

/// <summary>What decoding costs by each way.</summary>
/// <param name="Points">Every kind of photo and way.</param>
internal sealed record DecodeResult(IReadOnlyList<DecodePoint> Points);

/// <summary>Photos of one kind, decoded by one way.</summary>
/// <param name="Photos">Their size, and what becomes of it.</param>
/// <param name="Way">What decodes.</param>
/// <param name="ProcessorMilliseconds">Median over the rounds of the processor time of a photo, all threads together.</param>
/// <param name="OverOwn">That over the own binding's.</param>
/// <param name="ManagedBytes">Median over the rounds of the bytes that .NET allocates for a photo.</param>
internal sealed record DecodePoint(string Photos, string Way, double ProcessorMilliseconds, double OverOwn, double ManagedBytes);
