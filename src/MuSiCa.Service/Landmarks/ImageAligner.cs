using MuSiCa.Cascade;
using MuSiCa.Service.Preparing;
using MuSiCa.Service.Telemetry;
using MuSiCa.Serving;
using MuSiCa.Tracking;

namespace MuSiCa.Service.Landmarks;

/// <summary>From one image to its faces with their landmarks: the way that every protocol shares.</summary>
internal sealed class ImageAligner(
    CascadeSession session, FacesPreparer preparer, PreparationWorkers workers, ServiceMetrics metrics)
{
    /// <summary>Prepares the faces on one of the workers and hands all of them over at once.</summary>
    /// <param name="picture">The image; disposed of as soon as its faces are cut out.</param>
    /// <param name="request">What is asked, and the places of the faces.</param>
    /// <param name="cancellationToken">Gives the image up.</param>
    public async Task<AlignedImage> AlignAsync(IPicture picture, AdmittedRequest request, CancellationToken cancellationToken)
    {
        PreparationRun<PreparedFaces> run = await PrepareAsync(picture, request.Query, cancellationToken);
        picture.Dispose();
        PreparedFaces prepared = run.Result;
        metrics.Decoded(prepared.Decoding.TotalSeconds);
        AlignedFace[] faces = await Task.WhenAll(
            prepared.Faces.Select(face => AlignAsync(face, request, cancellationToken)));
        return new AlignedImage(
            prepared.Image, faces, new ImageTiming(request.Received, run.Waited, prepared.Decoding, prepared.Framing));
    }

    private async Task<PreparationRun<PreparedFaces>> PrepareAsync(
        IPicture picture, LandmarkQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return await workers.RunAsync(
                () => preparer.Prepare(picture, query.Boxes, cancellationToken), query.Priority, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            metrics.CancelledInPreparation(query.Boxes.Count);
            throw;
        }
    }

    // One for each face, so that each is awaited and its memory given back whatever becomes of the others.
    private async Task<AlignedFace> AlignAsync(PreparedFace face, AdmittedRequest request, CancellationToken cancellationToken)
    {
        FaceOutcome outcome = await request.Admission.AlignAsync(face, cancellationToken);
        using (face)
        {
            FaceAppearance? appearance = request.Query.Appearance ? FaceAppearance.Of(face, session.Package) : null;
            return new AlignedFace(outcome.Describe(face), outcome.Timing, appearance);
        }
    }
}
