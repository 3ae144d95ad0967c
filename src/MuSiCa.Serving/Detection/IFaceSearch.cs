using System.Diagnostics.CodeAnalysis;

namespace MuSiCa.Serving;

/// <summary>Looks for faces in the photos of many callers at once: stage 0, in front of the cascade.</summary>
public interface IFaceSearch
{
    /// <summary>Whether every lane hangs, so that nothing can be searched.</summary>
    bool IsStalled { get; }

    /// <summary>Whether the finder is left alone because it failed again and again; nothing can be searched then either.</summary>
    BreakerStatus Breaker { get; }

    /// <summary>
    /// Takes places for the views of one image. Whoever finds none free may ask again when memory of the budget was given back, which
    /// every view does when it has run.
    /// </summary>
    /// <param name="views">How many, above 0.</param>
    /// <param name="admission">The places.</param>
    /// <param name="refusal">Why there are none.</param>
    bool TryAdmit(
        int views,
        [NotNullWhen(true)] out ISearchAdmission? admission,
        [NotNullWhen(false)] out AdmissionRefusal? refusal);

    /// <summary>Runs every batch size, so that the first callers do not pay for it.</summary>
    Task WarmUpAsync(CancellationToken cancellationToken);

    /// <summary>Refuses new views from now on, finishes those whose places are taken and waits for them.</summary>
    Task DrainAsync(CancellationToken cancellationToken);
}
