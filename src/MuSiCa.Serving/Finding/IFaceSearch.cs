using System.Diagnostics.CodeAnalysis;

namespace MuSiCa.Serving;

/// <summary>Looks for faces in the photos of many callers at once: stage 0, in front of the cascade, with a pool of its own.</summary>
public interface IFaceSearch
{
    /// <summary>Whether every lane hangs, so that nothing can be searched.</summary>
    bool IsStalled { get; }

    /// <summary>Takes places for the views of one image.</summary>
    /// <param name="views">How many, above 0.</param>
    /// <param name="admission">The places.</param>
    /// <param name="refusal">Why there are none.</param>
    bool TryAdmit(
        int views,
        [NotNullWhen(true)] out ISearchAdmission? admission,
        [NotNullWhen(false)] out AdmissionRefusal? refusal);

    /// <summary>Runs every batch size, so that the first callers do not pay for it.</summary>
    Task WarmUpAsync(CancellationToken cancellationToken);

    /// <summary>Refuses new views from now on, finishes those whose places are taken and waits until every admission is disposed of.</summary>
    Task DrainAsync(CancellationToken cancellationToken);
}
