using System.Collections.Immutable;

namespace MuSiCa.Inference;

/// <summary>Where a further pass of an uncertain face starts, in the frame that it was cut out in (docs/pipeline.md, "Once more").</summary>
/// <param name="IsOwn">
/// Whether the mean shape is placed and turned as the best landmarks so far are, in the size of the box; else in the box, turned and
/// scaled about its centre.
/// </param>
/// <param name="Turn">Degrees by which it is turned in the box, clockwise in the image.</param>
/// <param name="Scale">Factor by which it is scaled in the box.</param>
public sealed record RetryStart(bool IsOwn, double Turn = 0, double Scale = 1)
{
    /// <summary>The starts of a package, in the order in which they are tried: from the landmarks, turned, scaled.</summary>
    internal static ImmutableArray<RetryStart> List(double[] turns, double[] scales) =>
    [
        new RetryStart(IsOwn: true),
        .. turns.Select(static turn => new RetryStart(IsOwn: false, Turn: turn)),
        .. scales.Select(static scale => new RetryStart(IsOwn: false, Scale: scale)),
    ];
}
