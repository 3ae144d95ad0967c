using MuSiCa.Cascade;
using MuSiCa.Service.Telemetry;
using MuSiCa.Service.Uploads;
using MuSiCa.Serving;

namespace MuSiCa.Service.Landmarks;

/// <summary>From the bytes of one image to its answer.</summary>
internal sealed class ImageAligner(
    CascadeSession session, FacesPreparer preparer, PreparationWorkers workers, ServiceMetrics metrics)
{
    private const int TimeDigits = 3;

    /// <summary>Prepares the faces on one of the workers and hands all of them over at once.</summary>
    /// <param name="file">The image; disposed of as soon as its faces are cut out.</param>
    /// <param name="request">What is asked, and the places of the faces.</param>
    /// <param name="cancellationToken">Gives the image up.</param>
    public async Task<AlignmentAnswer> AlignAsync(Upload file, AdmittedRequest request, CancellationToken cancellationToken)
    {
        LandmarkQuery query = request.Query;
        ReadOnlyMemory<byte> encoded = file.Encoded;
        PreparationRun<PreparedFaces> run = await PrepareAsync(encoded, query, cancellationToken);
        file.Dispose();
        PreparedFaces prepared = run.Result;
        metrics.Decoded(prepared.Decoding.TotalSeconds);
        FaceAnswer[] faces = await Task.WhenAll(prepared.Faces.Select(face => AlignAsync(face, request, cancellationToken)));
        return new AlignmentAnswer(
            new ModelAnswer(session.Package.Name, session.Package.Version),
            new ImageAnswer(prepared.Image.Width, prepared.Image.Height),
            [.. faces],
            query.Timing
                ? new ImageTimingAnswer(
                    Milliseconds(request.Received),
                    Milliseconds(run.Waited),
                    Milliseconds(prepared.Decoding),
                    Milliseconds(prepared.Framing))
                : null);
    }

    private async Task<PreparationRun<PreparedFaces>> PrepareAsync(
        ReadOnlyMemory<byte> encoded, LandmarkQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return await workers.RunAsync(
                () => preparer.Prepare(encoded, query.Boxes, cancellationToken), query.Priority, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            metrics.CancelledInPreparation(query.Boxes.Count);
            throw;
        }
    }

    // One for each face, so that each is awaited and its memory given back whatever becomes of the others.
    private static async Task<FaceAnswer> AlignAsync(PreparedFace face, AdmittedRequest request, CancellationToken cancellationToken)
    {
        FaceOutcome outcome = await request.Admission.AlignAsync(face, cancellationToken);
        using (face)
        {
            FaceTiming timing = outcome.Timing;
            return FaceAnswer.From(outcome.Describe(face)) with
            {
                Timing = request.Query.Timing
                    ? new FaceTimingAnswer(Milliseconds(timing.Waited), Milliseconds(timing.Gathered), Milliseconds(timing.Executed))
                    : null,
            };
        }
    }

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, TimeDigits);
}
