namespace MuSiCa.Bench;

/// <summary>What the parts came to that ask too much of the service; null where one was not run.</summary>
/// <param name="Overload">More load than it can carry.</param>
/// <param name="Memory">Attacks on its memory.</param>
internal sealed record StressParts(OverloadResult? Overload, MemoryResult? Memory);
