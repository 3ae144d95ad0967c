using Microsoft.Extensions.Options;
using MuSiCa.Finder;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Landmarks;
using MuSiCa.Service.Preparing;
using MuSiCa.Service.Telemetry;
using MuSiCa.Serving;

namespace MuSiCa.Service.Finding;

/// <summary>From an image to the boxes of its faces.</summary>
internal sealed class PictureSearcher(
    ViewsPreparer preparer,
    FinderLanes lanes,
    PreparationWorkers workers,
    ServiceMetrics metrics,
    TimeProvider timeProvider,
    IOptions<FindingOptions> options)
{
    /// <summary>The finder.</summary>
    public FinderPackage Package => lanes.Session.Package;

    /// <summary>Decodes the image on one of the workers, looks for faces in it and selects.</summary>
    /// <param name="picture">The image; disposed of as soon as it is decoded.</param>
    /// <param name="query">Which faces are wanted.</param>
    /// <param name="maxFaces">How many faces there may be at most.</param>
    /// <param name="priority">The class in which it waits.</param>
    /// <param name="timeLeft">How long the caller waits; null where it does not say.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>The image, with its pixels, and its faces; to be disposed of.</returns>
    public async Task<FoundPicture> FindAsync(
        IPicture picture,
        FindQuery query,
        int maxFaces,
        FacePriority priority,
        TimeSpan? timeLeft,
        CancellationToken cancellationToken)
    {
        PreparationRun<SearchedViews> run = await workers.RunAsync(
            () => preparer.Prepare(picture, query, cancellationToken), priority, cancellationToken);
        SearchedViews prepared = run.Result;
        long start = timeProvider.GetTimestamp();
        try
        {
            picture.Dispose();
            metrics.Decoded(prepared.Decoding.TotalSeconds);
            CandidateList candidates = await SearchAsync(prepared, priority, timeLeft, cancellationToken);
            FoundFace[] faces = FaceSelection.Select(
                candidates, prepared.Plan.ImageWidth, prepared.Plan.ImageHeight, Package.Suppression, Math.Min(query.MaxFaces ?? maxFaces, maxFaces));
            metrics.Found(faces.Length);
            return new FoundPicture(prepared, faces) { Searched = timeProvider.GetElapsedTime(start) };
        }
        catch
        {
            prepared.Dispose();
            throw;
        }
    }

    private Task<CandidateList> SearchAsync(
        SearchedViews prepared, FacePriority priority, TimeSpan? timeLeft, CancellationToken cancellationToken)
    {
        float threshold = options.Value.Threshold > 0 ? options.Value.Threshold : Package.Threshold;
        return prepared.Admission.SearchAsync(prepared.Views, new SearchTerms(threshold, priority, timeLeft), cancellationToken);
    }
}
